// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

/** The only deletion. */
final class CollectSql {

    private static final String STATEMENT = """
            WITH a(incarnation, nonce, guard_epoch, guard_settlement) AS (VALUES (?::uuid, ?::uuid, ?, ?::uuid)),
            store AS MATERIALIZED (
                SELECT {epoch} AS epoch,
                       current_setting('synchronous_commit') AS durability,
                       set_config('lock_timeout', ?, true)
            ), written AS (
                DELETE FROM {session} t USING a, store
                WHERE t.incarnation = a.incarnation AND t.nonce = a.nonce AND t.state = 'ENDED'
                  AND {admitted}
                  AND NOT EXISTS (SELECT FROM {election} e WHERE e.holder = t.incarnation)
                RETURNING t.nonce
            )
            SELECT store.epoch, clock_timestamp(), store.durability, written.nonce
            FROM store LEFT JOIN written ON true
            """;

    private CollectSql() {}

    static String statement(PostgresTables tables) {
        return tables.in(STATEMENT.replace("{epoch}", StoreSql.EPOCH).replace("{admitted}", StoreSql.ADMITTED));
    }
}
