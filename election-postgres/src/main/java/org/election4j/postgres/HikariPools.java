// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.ProxyConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** What only works with HikariCP, and is skipped where it is not on the class path. */
final class HikariPools {

    private static final boolean PRESENT = isPresent();

    private HikariPools() {}

    private static boolean isPresent() {
        try {
            Class.forName("com.zaxxer.hikari.HikariDataSource", false, HikariPools.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Takes a connection out of its pool for good; false if it is no connection of such a pool. */
    static boolean evict(DataSource source, Connection connection) throws SQLException {
        return PRESENT && WithHikari.evict(source, connection);
    }

    /** Replaces all connections of a pool as soon as nobody uses them. */
    static void evictAll(DataSource source) {
        if (PRESENT) {
            WithHikari.pool(source).map(HikariDataSource::getHikariPoolMXBean).ifPresent(WithHikari::evictAll);
        }
    }

    /** Whether the pool can never give out a second connection. */
    static boolean isOfOne(DataSource source) {
        return PRESENT
                && WithHikari.pool(source)
                        .map(pool -> pool.getMaximumPoolSize() == 1)
                        .orElse(false);
    }

    /** What a pool may wait for that is longer than an attempt may take. */
    static List<String> waitsLongerThan(DataSource source, Duration attempt, Duration lease) {
        return PRESENT
                ? WithHikari.pool(source)
                        .map(pool -> WithHikari.waits(pool, attempt, lease))
                        .orElse(List.of())
                : List.of();
    }

    /** The JDBC URL that a pool connects to, where it has one. */
    static Optional<String> url(DataSource source) {
        return PRESENT ? WithHikari.pool(source).map(HikariDataSource::getJdbcUrl) : Optional.empty();
    }

    /** Loaded only where HikariCP is. */
    private static final class WithHikari {

        static Optional<HikariDataSource> pool(DataSource source) {
            try {
                if (source instanceof HikariDataSource pool) {
                    return Optional.of(pool);
                }
                return source.isWrapperFor(HikariDataSource.class)
                        ? Optional.of(source.unwrap(HikariDataSource.class))
                        : Optional.empty();
            } catch (SQLException | RuntimeException e) {
                // A wrapper that cannot say what it wraps is treated as one that wraps something else.
                return Optional.empty();
            }
        }

        static boolean evict(DataSource source, Connection connection) throws SQLException {
            Optional<HikariDataSource> pool = pool(source);
            Connection pooled = connection instanceof ProxyConnection || !connection.isWrapperFor(ProxyConnection.class)
                    ? connection
                    : connection.unwrap(ProxyConnection.class);
            if (pool.isEmpty() || !(pooled instanceof ProxyConnection)) {
                return false;
            }
            pool.get().evictConnection(pooled);
            return true;
        }

        static void evictAll(HikariPoolMXBean pool) {
            pool.softEvictConnections();
        }

        static List<String> waits(HikariDataSource pool, Duration attempt, Duration lease) {
            List<String> waits = new ArrayList<>();
            wait(waits, pool, "connectionTimeout", pool.getConnectionTimeout(), attempt, lease);
            wait(waits, pool, "validationTimeout", pool.getValidationTimeout(), attempt, lease);
            return waits;
        }

        private static void wait(
                List<String> waits,
                HikariDataSource pool,
                String setting,
                long millis,
                Duration attempt,
                Duration lease) {
            if (millis > attempt.toMillis()) {
                waits.add("the connection pool " + Failures.oneLine(String.valueOf(pool.getPoolName())) + " may wait "
                        + millis + " ms (its " + setting + "), but one attempt of the election takes at most "
                        + attempt.toMillis() + " ms, a seventh of the lease of " + lease.toMillis()
                        + " ms: a full pool or a silent server can cost the leadership; set " + setting + " to "
                        + Math.max(250, attempt.toMillis()) + " or less, or let the elections have connections of their"
                        + " own with PostgresLeaseStore.connect (election.postgres.url)");
            }
        }
    }
}
