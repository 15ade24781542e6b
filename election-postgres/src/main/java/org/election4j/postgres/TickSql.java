// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

/** The statements of {@link PostgresTickStore}. */
final class TickSql {

    private static final String COLUMNS =
            "job, tick, state, election, term, candidate_id, started_at, ended_at, missed, attempt, nonce";

    private static final String READ = """
        SELECT clock_timestamp(), {columns}, paused, paused_by, paused_at
          FROM (SELECT) AS always
          LEFT JOIN {tick} ON job = ?
          LEFT JOIN (SELECT job AS paused, paused_by, paused_at FROM {pause}) p ON paused = ?
        """;

    private static final String PAUSE = """
        INSERT INTO {pause} (job, paused_by, paused_at) VALUES (?, ?, ?::timestamptz)
        ON CONFLICT (job) DO UPDATE SET (paused_by, paused_at) = (excluded.paused_by, excluded.paused_at)
        RETURNING 1
        """;

    private static final String RESUME = "DELETE FROM {pause} WHERE job = ? RETURNING 1";

    /** The new record, with its columns named and typed. */
    private static final String NEXT = """
        next AS (
        SELECT ? AS job, ?::timestamptz AS tick, ? AS state, ? AS election, ?::bigint AS term, ? AS candidate_id,
               ?::timestamptz AS started_at, ?::timestamptz AS ended_at, ?::bigint AS missed, ?::integer AS attempt,
               ?::uuid AS nonce
        )\
        """;

    /** Locks the election as {@link PostgresFence} does: what is claimed in this term is visible to every later one. */
    private static final String START = """
        WITH {next}, fence AS MATERIALIZED (
        SELECT clock_timestamp() AS now
          FROM {election} e JOIN {session} s ON s.incarnation = e.holder, next
         WHERE e.name = next.election AND e.term = next.term AND e.state = 'HELD' AND s.state = 'LIVE'
           FOR SHARE OF e
        ), written AS (
        {write}
        )
        SELECT (SELECT now FROM fence), (SELECT count(*) FROM written)
        """;

    private static final String INSERT = """
        INSERT INTO {tick} ({columns})
        SELECT {columns} FROM next WHERE tick <= (SELECT now FROM fence)
        ON CONFLICT (job) DO NOTHING
        RETURNING 1\
        """;

    private static final String UPDATE = """
        UPDATE {tick} t
           SET (tick, state, election, term, candidate_id, started_at, ended_at, missed, attempt, nonce)
             = (next.tick, next.state, next.election, next.term, next.candidate_id, next.started_at, next.ended_at,
                next.missed, next.attempt, next.nonce)
          FROM next
         WHERE t.job = next.job AND t.nonce = ?::uuid\
        """;

    private final String read;
    private final String first;
    private final String next;
    private final String end;
    private final String pause;
    private final String resume;

    TickSql(PostgresTables tables) {
        String start = START.replace("{next}", NEXT);
        String inTime = UPDATE + " AND next.tick <= (SELECT now FROM fence) RETURNING 1";
        this.read = named(tables, READ);
        this.first = named(tables, start.replace("{write}", INSERT));
        this.pause = tables.in(PAUSE);
        this.resume = tables.in(RESUME);
        this.next = named(tables, start.replace("{write}", inTime));
        this.end = named(
                tables, "WITH " + NEXT + ", written AS (" + UPDATE + " RETURNING 1) SELECT count(*) FROM written");
    }

    private static String named(PostgresTables tables, String sql) {
        return tables.in(sql.replace("{columns}", COLUMNS));
    }

    /** Two parameters, and the job is both. */
    String read() {
        return read;
    }

    /** Starts the first tick of a job. */
    String first() {
        return first;
    }

    /** Starts a tick that replaces another; the nonce to be replaced is the last parameter. */
    String next() {
        return next;
    }

    /** Writes an end down; the nonce to be replaced is the last parameter. */
    String end() {
        return end;
    }

    String pause() {
        return pause;
    }

    String resume() {
        return resume;
    }
}
