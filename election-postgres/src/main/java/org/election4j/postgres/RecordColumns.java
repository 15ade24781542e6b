// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.util.List;

/**
 * The columns of a table as a write fills them.
 *
 * @param key the primary key
 * @param columns all other columns that come from a record
 * @param computed the columns that the server computes
 * @param condition what must hold for a row {@code t} besides its version, if {@code a} is to replace it
 */
record RecordColumns(Column key, List<Column> columns, List<Column> computed, String condition) {

    /** Arrays travel as array literals, because an array of arrays would be flattened. */
    private static final RecordColumns SESSION = new RecordColumns(
            Column.of("incarnation", "uuid"),
            List.of(
                    Column.of("candidate_id", "text"),
                    Column.of("lease", "interval"),
                    Column.of("state", "text"),
                    Column.of("address", "text"),
                    new Column("elections", "text", "a.elections::text[]"),
                    Column.of("releases", "bigint"),
                    Column.of("standbys", "integer"),
                    new Column("attributes", "text", "a.attributes::text[]"),
                    Column.of("epoch", "text"),
                    Column.of("nonce", "uuid")),
            List.of(new Column(
                    "expires_at",
                    "timestamptz",
                    "clock_timestamp() + CASE a.state WHEN 'LIVE' THEN a.lease ELSE interval '0' END")),
            "(NOT a.only_if_expired OR t.expires_at < clock_timestamp())");

    private static final RecordColumns ELECTION = new RecordColumns(
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
                    Column.of("pause", "uuid"),
                    Column.of("since", "timestamptz"),
                    Column.of("changes", "bigint"),
                    Column.of("epoch", "text"),
                    Column.of("nonce", "uuid")),
            List.of(),
            "true");

    private static final RecordColumns STORE = new RecordColumns(
            Column.of("id", "smallint"),
            List.of(
                    Column.of("format_version", "integer"),
                    Column.of("oldest_reader", "integer"),
                    Column.of("epoch", "text"),
                    Column.of("state", "text"),
                    Column.of("settlement", "uuid"),
                    Column.of("watch", "interval"),
                    Column.of("allow", "interval"),
                    new Column("attributes", "text", "a.attributes::text[]"),
                    Column.of("nonce", "uuid")),
            List.of(),
            "true");

    static RecordColumns of(RecordTable table) {
        return switch (table) {
            case STORE -> STORE;
            case SESSION -> SESSION;
            case ELECTION -> ELECTION;
        };
    }
}
