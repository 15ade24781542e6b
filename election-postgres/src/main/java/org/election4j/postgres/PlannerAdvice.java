// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.election4j.spi.Ticker;

/**
 * Whether the sessions of a data source of the user's are set up so that a heartbeat takes long. They are not ours to set
 * up; so a heartbeat is measured, and the settings that differ from the server's defaults are named.
 */
final class PlannerAdvice {

    private static final String UNUSUAL = """
        SELECT coalesce(string_agg(name || ' = ' || setting, ', ' ORDER BY name), '')
          FROM pg_settings
         WHERE (name = 'jit' AND setting = 'on') OR (name LIKE 'enable\\_%' AND setting = 'off' AND boot_val = 'on')
            OR (name = 'plan_cache_mode' AND setting <> 'auto')
            OR (name LIKE 'jit\\_above\\_cost' AND setting <> boot_val)
        """;

    /** A busy machine makes one of them slow, and settings all of them. */
    private static final int TRIES = 4;

    private PlannerAdvice() {}

    /** A warning, if a heartbeat takes more than a tenth of its attempt longer than an answer from the network does. */
    static Optional<String> measured(Call call, Duration lease, Call.Warmup heartbeat) throws SQLException {
        Duration limit = lease.dividedBy(70);
        long answer = nanos(() -> call.query("SELECT ''", statement -> {}, PlannerAdvice::text));
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long beat = nanos(() -> {
                heartbeat.run(call);
                return "";
            });
            quickest = Math.min(quickest, beat - answer);
            if (quickest < limit.toNanos()) {
                return Optional.empty();
            }
        }
        return Optional.of(advice(quickest, limit, call.query(UNUSUAL, statement -> {}, PlannerAdvice::text)));
    }

    static String advice(long nanos, Duration limit, String settings) {
        return "a heartbeat takes the database " + nanos / 1_000_000 + " ms, more than a tenth of its attempt, "
                + limit.toMillis() + " ms"
                + (settings.isEmpty()
                        ? ""
                        : "; this role or database has set " + settings + ", try ALTER ROLE ... SET jit = off and RESET"
                                + " the others")
                + "; or let the elections have connections of their own with PostgresLeaseStore.connect"
                + " (election.postgres.url)";
    }

    private interface Step {
        String run() throws SQLException;
    }

    private static long nanos(Step step) throws SQLException {
        Ticker ticker = Ticker.system();
        long start = ticker.nanos();
        step.run();
        return ticker.nanos() - start;
    }

    private static String text(ResultSet row) throws SQLException {
        return row.next() ? String.valueOf(row.getString(1)) : "";
    }
}
