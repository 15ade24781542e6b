// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static java.util.Objects.requireNonNull;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.election4j.spi.Attributes;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ElectionRecord.Free;
import org.election4j.spi.ElectionRecord.Handover;
import org.election4j.spi.ElectionRecord.Held;
import org.election4j.spi.ElectionRecord.Paused;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.UnreadableRecordException;
import org.election4j.spi.Version;
import org.jspecify.annotations.Nullable;

/** Rows in the shape of {@link ReadSql} as records. */
final class RecordRows {

    private RecordRows() {}

    /** The key of the record in the current row; null if the row carries the stamp only. */
    static @Nullable RecordKey key(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        if (kind == null) {
            return null;
        }
        return switch (kind) {
            case "SESSION" -> new RecordKey.Session(uuid(row, "id"));
            case "ELECTION" -> new RecordKey.Election(row.getString("name"));
            default -> RecordKey.STORE;
        };
    }

    /**
     * The record in the current row.
     *
     * @throws UnreadableRecordException if it is not one that this library can read
     */
    static StoredRecord stored(ResultSet row) throws SQLException {
        try {
            return understood(row);
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new UnreadableRecordException("no record of this library is the row of " + key(row) + ": " + e, e);
        }
    }

    /** The record in the current row; empty if it is not one that this library can read. */
    static Optional<StoredRecord> readable(ResultSet row) throws SQLException {
        try {
            return Optional.of(understood(row));
        } catch (IllegalArgumentException | NullPointerException e) {
            return Optional.empty();
        }
    }

    private static StoredRecord understood(ResultSet row) throws SQLException {
        String kind = row.getString("kind");
        LeaseRecord record = switch (kind) {
            case "SESSION" -> session(row);
            case "ELECTION" -> election(row);
            default -> store(row);
        };
        Duration remaining = kind.equals("SESSION") ? micros(row, "other_micros") : null;
        return new StoredRecord(record, Version.of(record.nonce()), remaining);
    }

    private static SessionRecord session(ResultSet row) throws SQLException {
        return new SessionRecord(
                uuid(row, "id"),
                row.getString("candidate_id"),
                lease(row),
                SessionRecord.State.valueOf(row.getString("state")),
                row.getString("address"),
                texts(row.getArray("elections")),
                row.getLong("number"),
                row.getInt("count"),
                attributes(row),
                row.getString("epoch"),
                uuid(row, "nonce"));
    }

    private static ElectionRecord election(ResultSet row) throws SQLException {
        return new ElectionRecord(
                row.getString("name"),
                row.getLong("number"),
                seat(row),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                row.getLong("count"),
                row.getString("epoch"),
                uuid(row, "nonce"));
    }

    private static ElectionRecord.Seat seat(ResultSet row) throws SQLException {
        String state = row.getString("state");
        return switch (state) {
            case "HELD" ->
                new Held(uuid(row, "id"), row.getString("candidate_id"), row.getString("address"), lease(row));
            case "HANDOVER" -> new Handover(row.getString("candidate_id"), lease(row));
            case "PAUSED" -> new Paused(uuid(row, "id"));
            case "FREE" -> new Free();
            default -> new ElectionRecord.Unknown(state, row.getObject("id", UUID.class));
        };
    }

    private static StoreRecord store(ResultSet row) throws SQLException {
        return new StoreRecord(
                row.getInt("number"),
                row.getInt("count"),
                row.getString("epoch"),
                StoreRecord.State.valueOf(row.getString("state")),
                uuid(row, "id"),
                lease(row),
                requireNonNull(micros(row, "other_micros")),
                attributes(row),
                uuid(row, "nonce"));
    }

    private static UUID uuid(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private static Duration lease(ResultSet row) throws SQLException {
        return Duration.of(row.getLong("lease_micros"), ChronoUnit.MICROS);
    }

    private static @Nullable Duration micros(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Duration.of(micros, ChronoUnit.MICROS);
    }

    private static Map<String, String> attributes(ResultSet row) throws SQLException {
        return Attributes.ofTexts(requireNonNull(texts(row.getArray("attributes"))));
    }

    private static @Nullable List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? null : List.of((String[]) array.getArray());
    }
}
