// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Two connections: one for the heartbeat, which nothing else must keep waiting, and one for all other calls.
 *
 * <p>One attempt takes at most a seventh of the lease, so nothing here may take longer. The pool itself counts from 250
 * milliseconds up, the driver in whole seconds; each call sets its own, finer limit on the socket besides.
 */
final class OwnPool {

    private static final int CONNECTIONS = 2;
    private static final long SHORTEST_POOL_MILLIS = 250;

    private final PGSimpleDataSource direct;
    private final HikariDataSource pooled;

    private OwnPool(PGSimpleDataSource direct, HikariDataSource pooled) {
        this.direct = direct;
        this.pooled = pooled;
    }

    static OwnPool of(String url, String user, String password, PostgresOptions options) {
        PGSimpleDataSource direct = driver(new PGSimpleDataSource(), url, options);
        PGSimpleDataSource pooled = driver(new PooledDriver(), url, options);
        for (PGSimpleDataSource driver : List.of(direct, pooled)) {
            driver.setUser(user);
            driver.setPassword(password);
        }
        return new OwnPool(
                direct, new HikariDataSource(pool(pooled, options.lease().dividedBy(14))));
    }

    DataSource pooled() {
        return pooled;
    }

    /** Connections outside the pool, for whoever holds one for long. */
    DataSource direct() {
        return direct;
    }

    /** The hosts and the database, and nothing that could be a secret. */
    String place() {
        StringBuilder place = new StringBuilder();
        String[] hosts = direct.getServerNames();
        for (int i = 0; i < hosts.length; i++) {
            place.append(i == 0 ? "" : ",").append(hosts[i]).append(':').append(direct.getPortNumbers()[i]);
        }
        return place.append('/').append(direct.getDatabaseName()).toString();
    }

    void close() {
        pooled.close();
    }

    private static PGSimpleDataSource driver(PGSimpleDataSource driver, String url, PostgresOptions options) {
        parse(url, driver);
        Duration limit = options.lease().dividedBy(7);
        int seconds = (int) Math.min(3_600, limit.plusMillis(999).toSeconds());
        driver.setConnectTimeout(seconds);
        driver.setLoginTimeout(seconds);
        driver.setSocketTimeout(seconds);
        driver.setTcpKeepAlive(true);
        if (driver.getApplicationName() == null || driver.getApplicationName().equals("PostgreSQL JDBC Driver")) {
            driver.setApplicationName("election4j");
        }
        if (driver.getServerNames().length > 1 && !url.contains("targetServerType")) {
            driver.setTargetServerType("primary");
        }
        return driver;
    }

    /** The URL may hold a password, so it is not repeated, neither here nor by the exception of the driver. */
    private static void parse(String url, PGSimpleDataSource driver) {
        try {
            driver.setURL(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the URL must look like jdbc:postgresql://host:port/database, but the driver cannot read it");
        }
    }

    private static HikariConfig pool(DataSource direct, Duration limit) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(direct);
        config.setPoolName("election4j");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(CONNECTIONS);
        config.setConnectionTimeout(Math.max(SHORTEST_POOL_MILLIS, limit.toMillis()));
        config.setValidationTimeout(SHORTEST_POOL_MILLIS);
        config.setInitializationFailTimeout(-1);
        return config;
    }
}
