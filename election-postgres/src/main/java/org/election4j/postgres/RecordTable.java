// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.util.List;

/**
 * One of the three tables as a write sees it.
 *
 * @param name the table's name, as in {@link PostgresTables#in}
 * @param key the column that is its primary key
 * @param columns all other columns that come from a record
 * @param computed one more column that the server computes, or none
 * @param condition what must hold for a row {@code t} besides its version
 * @param announced whether its writes are hints
 */
record RecordTable(
        String name, Column key, List<Column> columns, List<Column> computed, String condition, boolean announced) {

    /** {@code elections} travels as an array literal, because an array of arrays would be flattened. */
    static final RecordTable SESSION = new RecordTable(
            "{session}",
            Column.of("incarnation", "uuid"),
            List.of(
                    Column.of("candidate_id", "text"),
                    Column.of("lease", "interval"),
                    Column.of("state", "text"),
                    Column.of("address", "text"),
                    new Column("elections", "text", "a.elections::text[]"),
                    Column.of("releases", "bigint"),
                    Column.of("epoch", "text"),
                    Column.of("nonce", "uuid")),
            List.of(new Column(
                    "expires_at",
                    "timestamptz",
                    "clock_timestamp() + CASE a.state WHEN 'LIVE' THEN a.lease ELSE interval '0' END")),
            "(NOT a.only_if_expired OR t.expires_at < clock_timestamp())",
            false);

    static final RecordTable ELECTION = new RecordTable(
            "{election}",
            Column.of("name", "text"),
            List.of(
                    Column.of("term", "bigint"),
                    Column.of("state", "text"),
                    Column.of("holder", "uuid"),
                    Column.of("holder_candidate_id", "text"),
                    Column.of("holder_address", "text"),
                    Column.of("holder_lease", "interval"),
                    Column.of("handover_to", "text"),
                    Column.of("handover_window", "interval"),
                    Column.of("since", "timestamptz"),
                    Column.of("changes", "bigint"),
                    Column.of("epoch", "text"),
                    Column.of("nonce", "uuid")),
            List.of(),
            "true",
            true);

    static final RecordTable STORE = new RecordTable(
            "{store}",
            Column.of("id", "smallint"),
            List.of(
                    Column.of("format_version", "integer"),
                    Column.of("epoch", "text"),
                    Column.of("state", "text"),
                    Column.of("settlement", "uuid"),
                    Column.of("max_lease", "interval"),
                    Column.of("nonce", "uuid")),
            List.of(),
            "true",
            false);
}
