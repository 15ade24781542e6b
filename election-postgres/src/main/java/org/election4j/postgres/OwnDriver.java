// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens connections of the store's own, each with all limits that the driver knows, and with the settings of the session that
 * the statements of this module need.
 *
 * <p>The driver counts in whole seconds. Reaching the host may take a seventh of the lease, at least two seconds: one lost
 * packet costs a second. Logging in may take longer than a heartbeat: a lease, at least ten seconds. Each call sets a finer
 * limit on the socket besides.
 */
final class OwnDriver {

    private static final Duration SHORTEST_LOGIN = Duration.ofSeconds(10);
    private static final Duration SHORTEST_CONNECT = Duration.ofSeconds(2);
    private static final int LONGEST_SECONDS = 3_600;

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%\\[\\]-]{1,255}");
    private static final Pattern USER_INFO = Pattern.compile("^[^/?]*//[^/?]*@");
    private static final Pattern DATABASE = Pattern.compile("[\\p{L}\\p{N}_.$-]{1,63}");

    private static final String UNREADABLE =
            "the URL must look like jdbc:postgresql://host:port/database, without user and password in it,"
                    + " but this one cannot be read; it is not shown, because it may contain a password";

    /**
     * What a role or a database may have set for other work. Compiling a heartbeat ({@code jit}) takes a hundred times as
     * long as the heartbeat, and a planner that is forbidden its usual ways estimates costs that call for it. Behind a
     * pooler, which shows in the number of the server's process, the session is not ours to set up.
     */
    private static final String SETTLE = """
        SELECT pg_backend_pid() = ?,
               (SELECT count(set_config(wanted.name, wanted.value, false))
                  FROM pg_settings s
                  JOIN (VALUES ('jit', 'off'), ('plan_cache_mode', 'auto'), ('client_min_messages', 'warning'),
                               ('max_parallel_workers_per_gather', '0'), ('statement_timeout', '0'),
                               ('lock_timeout', '0'), ('idle_session_timeout', '0'), ('transaction_timeout', '0'),
                               ('default_transaction_isolation', 'read committed'),
                               ('enable_seqscan', 'on'), ('enable_indexscan', 'on'), ('enable_indexonlyscan', 'on'),
                               ('enable_bitmapscan', 'on'), ('enable_tidscan', 'on'), ('enable_sort', 'on'),
                               ('enable_material', 'on'), ('enable_hashagg', 'on'), ('enable_hashjoin', 'on'),
                               ('enable_mergejoin', 'on'), ('enable_nestloop', 'on')) AS wanted(name, value)
                    ON wanted.name = s.name AND wanted.value <> s.setting
                 WHERE pg_backend_pid() = ?)
        """;

    /** An open connection. */
    record Opened(Connection connection, boolean direct) {}

    private final PGSimpleDataSource driver;

    private OwnDriver(PGSimpleDataSource driver) {
        this.driver = driver;
    }

    static OwnDriver of(String url, String user, String password, Duration lease) {
        PGSimpleDataSource driver = new PGSimpleDataSource();
        parse(url, driver);
        driver.setUser(user);
        driver.setPassword(password);
        int login = seconds(lease, SHORTEST_LOGIN);
        if (!url.contains("connectTimeout=")) {
            driver.setConnectTimeout(seconds(lease.dividedBy(7), SHORTEST_CONNECT));
        }
        if (!url.contains("loginTimeout=")) {
            driver.setLoginTimeout(login);
        }
        driver.setSocketTimeout(Math.max(login, driver.getLoginTimeout()));
        driver.setTcpKeepAlive(true);
        if (driver.getApplicationName() == null || driver.getApplicationName().equals("PostgreSQL JDBC Driver")) {
            driver.setApplicationName("election4j");
        }
        if (driver.getServerNames().length > 1 && !url.contains("targetServerType")) {
            driver.setTargetServerType("primary");
        }
        return new OwnDriver(driver);
    }

    private static int seconds(Duration limit, Duration shortest) {
        Duration longer = limit.compareTo(shortest) < 0 ? shortest : limit;
        return (int) Math.min(LONGEST_SECONDS, longer.plusMillis(999).toSeconds());
    }

    /** The URL may hold a password, so it is not repeated, neither here nor by the exception of the driver. */
    private static void parse(String url, PGSimpleDataSource driver) {
        if (!canBeParsed(url, driver)) {
            throw new IllegalArgumentException(UNREADABLE);
        }
        for (String host : driver.getServerNames()) {
            if (!isHost(host)) {
                throw new IllegalArgumentException(UNREADABLE);
            }
        }
    }

    Opened open() throws SQLException {
        Connection connection = driver.getConnection();
        try {
            return new Opened(connection, settle(connection));
        } catch (SQLException | RuntimeException e) {
            connection.abort(Runnable::run);
            throw e;
        }
    }

    /** Sets the session up, and tells whether it is a session with the server itself. */
    private static boolean settle(Connection connection) throws SQLException {
        int process = connection.unwrap(PGConnection.class).getBackendPID();
        try (PreparedStatement statement = connection.prepareStatement(SETTLE)) {
            statement.setInt(1, process);
            statement.setInt(2, process);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** The hosts in a JDBC URL; none if it is not one of PostgreSQL. */
    static List<String> hostsOf(String url) {
        PGSimpleDataSource parsed = new PGSimpleDataSource();
        return canBeParsed(url, parsed) ? List.of(parsed.getServerNames()) : List.of();
    }

    /** The driver writes a part of what it cannot read to its log, so it is not shown a URL with a password before the host. */
    private static boolean canBeParsed(String url, PGSimpleDataSource driver) {
        if (USER_INFO.matcher(url).find()) {
            return false;
        }
        try {
            driver.setURL(url);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether a text is nothing but a host. */
    static boolean isHost(String text) {
        return HOST.matcher(text).matches();
    }

    List<String> hosts() {
        return List.of(driver.getServerNames());
    }

    /** The hosts and the database, and nothing that could be a secret. */
    String place() {
        List<String> places = new ArrayList<>();
        String[] hosts = driver.getServerNames();
        for (int i = 0; i < hosts.length; i++) {
            places.add(hosts[i] + ':' + driver.getPortNumbers()[i]);
        }
        String database = String.valueOf(driver.getDatabaseName());
        return String.join(",", places) + '/' + (DATABASE.matcher(database).matches() ? database : "(a database)");
    }
}
