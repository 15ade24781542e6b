// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.UnreadableRecordException;

/** Reads records, in one statement each time. */
final class RecordReads {

    /** What one statement found, and the stamp that it found it under. */
    private record Found(
            Map<RecordKey, StoredRecord> records,
            Map<RecordKey, UnreadableRecordException> unreadable,
            StoreStamp stamp) {

        /** A record that makes no sense spoils its own outcome only. */
        ReadOutcome outcome(RecordKey key) {
            StoredRecord stored = records.get(key);
            UnreadableRecordException cause = unreadable.get(key);
            if (cause != null) {
                return new ReadOutcome.Unknown(cause);
            }
            return stored == null ? new ReadOutcome.Absent(stamp) : new ReadOutcome.Found(stored, stamp);
        }
    }

    private final String byKey;
    private final String allSessions;
    private final String allElections;

    RecordReads(ReadSql sql) {
        this.byKey = sql.byKey();
        this.allSessions = sql.allSessions();
        this.allElections = sql.allElections();
    }

    List<ReadOutcome> read(Call call, List<RecordKey> keys) throws SQLException {
        Found found = call.query(byKey, statement -> bind(statement, keys), RecordReads::found);
        return keys.stream().map(found::outcome).toList();
    }

    ListOutcome list(Call call, RecordKind kind) throws SQLException {
        String sql = kind == RecordKind.SESSION ? allSessions : allElections;
        Found found = call.query(sql, statement -> {}, RecordReads::found);
        return new ListOutcome.Listed(
                List.copyOf(found.records().values()),
                List.copyOf(found.unreadable().values()),
                found.stamp());
    }

    private static void bind(PreparedStatement statement, List<RecordKey> keys) throws SQLException {
        List<String> incarnations = new ArrayList<>();
        List<String> names = new ArrayList<>();
        boolean store = false;
        for (RecordKey key : keys) {
            if (key instanceof RecordKey.Session session) {
                incarnations.add(session.incarnation().toString());
            } else if (key instanceof RecordKey.Election election) {
                names.add(election.name());
            } else {
                store = true;
            }
        }
        Connection connection = statement.getConnection();
        statement.setArray(1, connection.createArrayOf("text", incarnations.toArray()));
        statement.setArray(2, connection.createArrayOf("text", names.toArray()));
        statement.setBoolean(3, store);
    }

    private static Found found(ResultSet rows) throws SQLException {
        Map<RecordKey, StoredRecord> records = new HashMap<>();
        Map<RecordKey, UnreadableRecordException> unreadable = new HashMap<>();
        StoreStamp stamp = StoreStamp.NONE;
        while (rows.next()) {
            stamp = new StoreStamp(
                    rows.getString("store_epoch"),
                    rows.getObject("store_time", OffsetDateTime.class).toInstant());
            RecordKey key = RecordRows.key(rows);
            if (key != null) {
                try {
                    records.put(key, RecordRows.stored(rows));
                } catch (UnreadableRecordException e) {
                    unreadable.put(key, e);
                }
            }
        }
        return new Found(records, unreadable, stamp);
    }
}
