// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import org.election4j.spi.Sweep;

/**
 * The only deletion, together with the look that finds what to delete.
 *
 * <ul>
 *   <li>{@code page} are the next sessions in the order of the primary key;
 *   <li>{@code doomed} are those of them that may go. A row that somebody else has locked is left for the next time;
 *   <li>{@code gone} are those that went. An election that names one is looked for in the same statement.
 * </ul>
 */
final class SweepSql {

    private static final String STATEMENT = """
            WITH a(after, most, old, guard_epoch, guard_settlement) AS (
                VALUES (?::uuid, ?::integer, ?::text[]::uuid[], ?, ?::uuid)
            ), store AS MATERIALIZED (
                SELECT {epoch} AS epoch,
                       current_setting('synchronous_commit') AS durability,
                       set_config('lock_timeout', ?, true)
            ), page AS MATERIALIZED (
                SELECT t.* FROM {session} t, a
                 WHERE t.incarnation > coalesce(a.after, '00000000-0000-0000-0000-000000000000'::uuid)
                 ORDER BY t.incarnation
                 LIMIT (SELECT most FROM a)
            ), doomed AS MATERIALIZED (
                SELECT t.incarnation
                  FROM {session} t JOIN page p ON p.incarnation = t.incarnation AND p.nonce = t.nonce, a, store
                 WHERE t.state = 'ENDED'
                   AND (t.nonce = ANY (a.old) OR t.expires_at <= clock_timestamp() - {more} * t.lease)
                   AND {admitted}
                   AND NOT EXISTS (SELECT FROM {election} e WHERE e.holder = t.incarnation)
                   FOR UPDATE OF t SKIP LOCKED
            ), gone AS (
                DELETE FROM {session} t USING doomed d WHERE t.incarnation = d.incarnation RETURNING t.incarnation
            )
            SELECT store.epoch AS store_epoch, clock_timestamp() AS store_time, store.durability,
                   (SELECT count(*) FROM gone) AS deleted, r.*
              FROM store LEFT JOIN (
            {rows}
            ) AS r ON true
            """;

    private SweepSql() {}

    static String statement(PostgresTables tables) {
        return tables.in(STATEMENT
                .replace("{epoch}", StoreSql.EPOCH)
                .replace("{admitted}", StoreSql.ADMITTED)
                // A lease has passed when expires_at has.
                .replace("{more}", Integer.toString(Sweep.LEASES - 1))
                .replace("{rows}", ReadSql.SESSIONS.replace("{session}", "page")));
    }
}
