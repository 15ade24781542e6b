// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

/**
 * The reads. Rows of all three tables come in one shape, so that one statement can read any mix of them; there is always
 * an answer row, with the store's stamp.
 */
final class ReadSql {

    private static final String FRAME = """
            SELECT {epoch} AS store_epoch, clock_timestamp() AS store_time, r.*
            FROM (VALUES (1)) AS stamp LEFT JOIN (
            {rows}
            ) AS r ON true
            """;

    static final String SESSIONS = """
            SELECT 'SESSION' AS kind, incarnation AS id, NULL::text AS name, state, candidate_id, address,
                   (extract(epoch FROM lease) * 1000000)::bigint AS lease_micros, elections, releases AS number,
                   NULL::timestamptz AS since, standbys::bigint AS count, attributes, epoch, nonce,
                   (extract(epoch FROM expires_at - clock_timestamp()) * 1000000)::bigint AS other_micros
              FROM {session}""";

    private static final String ELECTIONS = """
            SELECT 'ELECTION', CASE state WHEN 'PAUSED' THEN pause ELSE holder END, name, state, coalesce(holder_candidate_id, handover_to), holder_address,
                   (extract(epoch FROM coalesce(holder_lease, handover_window)) * 1000000)::bigint, NULL::text[], term,
                   since, changes, NULL::text[], epoch, nonce, NULL::bigint
              FROM {election}""";

    private static final String STORE = """
            SELECT 'STORE', settlement, NULL, state, NULL, NULL,
                   (extract(epoch FROM watch) * 1000000)::bigint, NULL, format_version,
                   NULL, oldest_reader, attributes, epoch, nonce, (extract(epoch FROM allow) * 1000000)::bigint
              FROM {store}""";

    private static final String NOTHING = "\nWHERE false\nUNION ALL\n";

    private final PostgresTables tables;

    ReadSql(PostgresTables tables) {
        this.tables = tables;
    }

    /** Reads by keys: incarnations, names, and whether to read the store record. */
    String byKey() {
        return framed(SESSIONS + "\nWHERE incarnation = ANY (?::text[]::uuid[])\nUNION ALL\n"
                + ELECTIONS + "\nWHERE name = ANY (?::text[])\nUNION ALL\n"
                + STORE + "\nWHERE ?::boolean");
    }

    String allSessions() {
        return framed(SESSIONS);
    }

    /** The first part, empty here, gives the columns their names. */
    String allElections() {
        return framed(SESSIONS + NOTHING + ELECTIONS);
    }

    private String framed(String rows) {
        return tables.in(FRAME.replace("{rows}", rows).replace("{epoch}", StoreSql.EPOCH));
    }
}
