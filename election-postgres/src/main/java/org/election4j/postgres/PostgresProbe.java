// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.UnsafeStoreException;

/** Refuses servers and tables that two leaders could come from, with a sentence that says what to change. */
final class PostgresProbe {

    static final String SYNCHRONOUS_COMMIT = "synchronous_commit is off, so a crash loses acknowledged heartbeats;"
            + " set it to local or higher for the role of the lease store";

    private static final String STANDBY =
            "this server is a standby; connect to the primary, for example with targetServerType=primary";

    /** The oldest release whose {@code extract} is exact, and one that was still maintained when this was written. */
    private static final int OLDEST = 14;

    private static final String SETTINGS = """
        SELECT current_setting('server_version_num'), current_setting('server_version'), pg_is_in_recovery(),
               current_setting('transaction_read_only'), current_setting('synchronous_commit'),
               current_setting('fsync'), current_setting('full_page_writes'), current_setting('server_encoding')
        """;

    /** One row per table: name, kind, persistence, the privileges that are missing, and whether rows may be hidden. */
    private static final String TABLES = """
        SELECT t.name, c.relkind::text, c.relpersistence::text,
               (SELECT string_agg(p, ', ') FROM unnest(string_to_array(t.privileges, ',')) p
                 WHERE NOT has_table_privilege(c.oid, p)),
               row_security_active(c.oid)
          FROM (VALUES ('{session}', 'SELECT,INSERT,UPDATE,DELETE'),
                       ('{election}', 'SELECT,INSERT,UPDATE'),
                       ('{store}', 'SELECT,INSERT,UPDATE')) AS t(name, privileges)
          LEFT JOIN pg_class c ON c.oid = to_regclass(t.name)
        """;

    /** The tables of format 1 lack a column. */
    private static final String COLUMNS = """
        SELECT EXISTS (SELECT FROM pg_attribute
                        WHERE attrelid = to_regclass('{store}') AND attname = 'oldest_reader' AND NOT attisdropped)
        """;

    private final PostgresOptions options;
    private final PostgresTables tables;

    PostgresProbe(PostgresOptions options) {
        this.options = options;
        this.tables = options.tables();
    }

    /** What a session was refused for may be mended in later ones: it is not used again. */
    void check(Call call) throws SQLException {
        try {
            checkAll(call);
        } catch (UnsafeStoreException e) {
            call.useNoMore();
            throw e;
        }
    }

    private void checkAll(Call call) throws SQLException {
        List<String> complaints = call.query(SETTINGS, statement -> {}, this::settings);
        if (complaints.contains(STANDBY)) {
            call.leadsElsewhere();
        }
        refuse(complaints);
        refuse(call.query(tables.in(TABLES), statement -> {}, this::tables));
        PostgresSchema.requireOurs(call, tables, PostgresSchema.LEASES);
        refuse(call.query(tables.in(COLUMNS), statement -> {}, this::columns));
        refuse(format(new RecordReads(new ReadSql(tables))
                .read(call, List.of(RecordKey.STORE))
                .get(0)));
    }

    private static void refuse(List<String> complaints) {
        if (!complaints.isEmpty()) {
            throw new UnsafeStoreException(String.join(". ", complaints));
        }
    }

    private List<String> settings(ResultSet row) throws SQLException {
        row.next();
        Map<String, Boolean> complaints = new TreeMap<>();
        complaints.put(
                "PostgreSQL " + row.getString(2) + " is too old; use " + OLDEST + " or later",
                row.getInt(1) / 10_000 < OLDEST);
        complaints.put(STANDBY, row.getBoolean(3));
        complaints.put(
                "transactions are read-only by default; set default_transaction_read_only to off for this role",
                !row.getBoolean(3) && row.getString(4).equals("on"));
        complaints.put(SYNCHRONOUS_COMMIT, row.getString(5).equals("off"));
        complaints.put(
                "fsync is off, so a crash loses acknowledged heartbeats and nobody notices; set it to on",
                row.getString(6).equals("off") && !options.fsyncOffAllowed());
        complaints.put(
                "full_page_writes is off, so a crash can damage acknowledged heartbeats; set it to on, or allow it"
                        + " in PostgresOptions if the file system never tears a page",
                row.getString(7).equals("off") && !options.fullPageWritesOffAllowed());
        complaints.put(
                "the database's encoding is " + row.getString(8) + ", which cannot hold every name; use UTF8",
                !row.getString(8).equals("UTF8"));
        return complaints.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<String> tables(ResultSet rows) throws SQLException {
        List<String> complaints = new ArrayList<>();
        while (rows.next()) {
            String table = "table " + rows.getString(1);
            String missing = rows.getString(4);
            if (rows.getString(2) == null) {
                complaints.add(table + " does not exist or is not in the search_path; create it with "
                        + PostgresSchema.RESOURCE + " or PostgresSchema.createIfMissing");
            } else if (!rows.getString(2).equals("r")) {
                complaints.add(table + " is not a plain table; create it with " + PostgresSchema.RESOURCE);
            } else if (!rows.getString(3).equals("p")) {
                complaints.add(table + " is not logged: a crash empties it; run ALTER TABLE " + rows.getString(1)
                        + " SET LOGGED while no candidate runs");
            } else if (missing != null) {
                complaints.add("this role lacks privileges; run GRANT " + missing + " ON " + rows.getString(1));
            } else if (rows.getBoolean(5)) {
                complaints.add("row level security hides rows of " + table + " from this role; run ALTER TABLE "
                        + rows.getString(1) + " DISABLE ROW LEVEL SECURITY, or ALTER ROLE ... BYPASSRLS");
            }
        }
        return complaints;
    }

    private List<String> columns(ResultSet row) throws SQLException {
        row.next();
        return row.getBoolean(1)
                ? List.of()
                : List.of("table " + tables.store() + " has a format that this library does not read; use other tables,"
                        + " or drop these while nobody elects here");
    }

    private List<String> format(ReadOutcome outcome) {
        String refusal = null;
        if (outcome instanceof ReadOutcome.Unknown unknown) {
            refusal = unknown.cause().getMessage();
        } else if (outcome instanceof ReadOutcome.Found found
                && found.stored().record() instanceof StoreRecord record) {
            refusal = record.refusal();
        }
        return refusal == null ? List.of() : List.of("table " + tables.store() + ": " + refusal);
    }
}
