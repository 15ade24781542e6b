// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * The conditional writes, one statement for any number of rows of one table.
 *
 * <p>Parts run in the order in which they need each other:
 *
 * <ol>
 *   <li>{@code store} limits lock waits for the rest of this statement, without touching the session;
 *   <li>{@code created} inserts. It comes before any row is locked and goes by key, so two batches cannot wait for each
 *       other; the sub-select on {@code created} in {@code locked} is what makes it come first;
 *   <li>{@code locked} locks the rows to change. A single write waits for its row, within the limit. A batch skips rows
 *       that somebody else has locked, so that one held row cannot delay the others, and so never waits at all;
 *   <li>{@code changed} updates what is locked. Only now is {@code clock_timestamp()} read, so a lease does not shrink
 *       while its row is waited for.
 * </ol>
 *
 * <p>The lock waits for a writer that came first and then looks at the row it left, so of many writes that expect one
 * version exactly one is made. There is always an answer row, also if nothing was written, and never an error because of
 * a lost race.
 */
final class WriteSql {

    private static final String STATEMENT = """
            WITH asked AS MATERIALIZED (
                SELECT * FROM unnest({parameters}, ?::text[]::uuid[], ?::text[]::boolean[], ?::text[], ?::text[]::uuid[])
                    AS asked({asked}, expected, only_if_expired, guard_epoch, guard_settlement)
            ), store AS MATERIALIZED (
                SELECT {epoch} AS epoch,
                       current_setting('synchronous_commit') AS durability,
                       set_config('lock_timeout', ?, true)
            ), admitted AS MATERIALIZED (
                SELECT a.* FROM asked a CROSS JOIN store
                WHERE {admitted}
            ), created AS (
                INSERT INTO {table} ({key}, {columns})
                SELECT a.{key}, {values} FROM admitted a
                WHERE a.expected IS NULL AND NOT EXISTS (SELECT FROM {table} t WHERE t.{key} = a.{key})
                ORDER BY a.{key}
                ON CONFLICT DO NOTHING
                RETURNING {key}, nonce
            ), locked AS MATERIALIZED (
                SELECT t.{key} FROM {table} t JOIN admitted a ON a.{key} = t.{key} AND a.expected = t.nonce
                WHERE {condition} AND (SELECT count(*) FROM created) >= 0
                ORDER BY t.{key}
                FOR NO KEY UPDATE OF t {wait}
            ), changed AS (
                UPDATE {table} t SET ({columns}) = ROW ({values})
                FROM admitted a JOIN locked l ON l.{key} = a.{key}
                WHERE t.{key} = a.{key}
                RETURNING t.{key}, t.nonce
            ), written AS (
                SELECT * FROM created UNION ALL SELECT * FROM changed
            )
            SELECT store.epoch, clock_timestamp(), store.durability, written.nonce{announcement}
            FROM store LEFT JOIN written ON true
            """;

    /** More than fifty changes at once are one hint that says "look at everything". */
    private static final String ANNOUNCEMENT = """
            ,
                   (SELECT count(pg_notify({channel}, CASE WHEN (SELECT count(*) FROM written) > 50 THEN '' ELSE name END))
                      FROM written)""";

    private final PostgresTables tables;
    private final boolean hints;

    WriteSql(PostgresTables tables, boolean hints) {
        this.tables = tables;
        this.hints = hints;
    }

    /** Writes one row, waiting for its lock. */
    String one(RecordTable table) {
        return statement(table, "");
    }

    /** Writes many rows, leaving out those that somebody else has locked. */
    String many(RecordTable table) {
        return statement(table, "SKIP LOCKED");
    }

    private String statement(RecordTable table, String wait) {
        RecordColumns of = RecordColumns.of(table);
        List<Column> asked = new ArrayList<>(List.of(of.key()));
        asked.addAll(of.columns());
        List<Column> set = new ArrayList<>(of.columns());
        set.addAll(of.computed());
        String sql = STATEMENT
                .replace(
                        "{parameters}",
                        joined(asked.stream().map(Column::parameter).toList()))
                .replace("{asked}", joined(asked.stream().map(Column::name).toList()))
                .replace("{columns}", joined(set.stream().map(Column::name).toList()))
                .replace("{values}", joined(set.stream().map(Column::value).toList()))
                .replace("{key}", of.key().name())
                .replace("{condition}", of.condition())
                .replace("{wait}", wait)
                .replace("{announcement}", table == RecordTable.ELECTION && hints ? ANNOUNCEMENT : "")
                .replace("{channel}", StoreSql.CHANNEL)
                .replace("{epoch}", StoreSql.EPOCH)
                .replace("{admitted}", StoreSql.ADMITTED)
                .replace("{table}", table.in(tables));
        return tables.in(sql);
    }

    private static String joined(List<String> parts) {
        return String.join(", ", parts);
    }
}
