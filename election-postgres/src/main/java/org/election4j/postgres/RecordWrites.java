// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static java.util.Objects.requireNonNull;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.election4j.spi.WriteOutcome.Applied;
import org.election4j.spi.WriteOutcome.Rejected;
import org.election4j.spi.WriteOutcome.Unknown;
import org.jspecify.annotations.Nullable;

/** Writes records, in one statement for all of one table. */
final class RecordWrites {

    /** Which writes were made: those whose nonces are here. */
    private record Written(Set<UUID> nonces, StoreStamp stamp) {

        WriteOutcome outcome(LeaseRecord record) {
            return nonces.contains(record.nonce())
                    ? new Applied(Version.of(record.nonce()), stamp)
                    : new Rejected(stamp);
        }
    }

    /** So often the server plans a prepared statement anew before it considers keeping a plan. */
    private static final int CUSTOM_PLANS = 5;

    private final Map<RecordTable, String> one;
    private final Map<RecordTable, String> many;
    private final String delete;

    RecordWrites(PostgresOptions options) {
        WriteSql sql = new WriteSql(options.tables(), options.hints());
        this.one = statements(sql::one);
        this.many = statements(sql::many);
        this.delete = CollectSql.statement(options.tables());
    }

    private static Map<RecordTable, String> statements(Function<RecordTable, String> sql) {
        Map<RecordTable, String> statements = new EnumMap<>(RecordTable.class);
        for (RecordTable table : RecordTable.values()) {
            statements.put(table, sql.apply(table));
        }
        return statements;
    }

    WriteOutcome write(Call call, CompareAndSet write) throws SQLException {
        LeaseRecord next = write.next();
        RecordTable table = RecordTexts.tableOf(next);
        return run(call, requireNonNull(one.get(table)), List.of(write)).outcome(next);
    }

    /** A table whose statement fails leaves the outcomes of the others as they are. */
    List<WriteOutcome> writeAll(Call call, List<CompareAndSet> writes) {
        Map<LeaseRecord, WriteOutcome> outcomes = new HashMap<>();
        for (RecordTable table : RecordTable.values()) {
            List<CompareAndSet> some = writes.stream()
                    .filter(write -> RecordTexts.tableOf(write.next()) == table)
                    .toList();
            if (!some.isEmpty()) {
                writeSome(call, table, some, outcomes);
            }
        }
        return writes.stream()
                .map(write -> requireNonNull(outcomes.get(write.next())))
                .toList();
    }

    private void writeSome(
            Call call, RecordTable table, List<CompareAndSet> some, Map<LeaseRecord, WriteOutcome> outcomes) {
        try {
            String sql = requireNonNull((some.size() == 1 ? one : many).get(table));
            Written written = run(call, sql, some);
            some.forEach(write -> outcomes.put(write.next(), written.outcome(write.next())));
        } catch (SQLException | RuntimeException e) {
            WriteOutcome unknown = new Unknown(Withheld.cause(e));
            some.forEach(write -> outcomes.put(write.next(), unknown));
        }
    }

    WriteOutcome delete(Call call, SessionRecord ended, Guard guard) throws SQLException {
        return call.query(delete, statement -> bind(call, statement, ended, guard), RecordWrites::written)
                .outcome(ended);
    }

    /**
     * Runs the statements of a takeover for nothing, until the server keeps their plans: no guard names an empty epoch. A
     * standby does otherwise run them for the first time when a leader has just died, and then planning counts.
     */
    void rehearse(Call call) throws SQLException {
        UUID nobody = new UUID(0, 0);
        Version never = Version.of(nobody);
        Guard nowhere = new Guard("", nobody);
        SessionRecord session = new SessionRecord(
                nobody,
                "rehearsal",
                Duration.ofSeconds(1),
                SessionRecord.State.ENDED,
                null,
                null,
                0,
                0,
                Map.of(),
                "",
                nobody);
        ElectionRecord election =
                new ElectionRecord("rehearsal", 1, new ElectionRecord.Free(), Instant.EPOCH, 0, "", nobody);
        for (int i = 0; i <= CUSTOM_PLANS; i++) {
            write(call, new CompareAndSet(never, session, nowhere, true));
            write(call, new CompareAndSet(never, election, nowhere));
        }
    }

    private static Written run(Call call, String sql, List<CompareAndSet> writes) throws SQLException {
        return call.query(sql, statement -> bind(call, statement, writes), RecordWrites::written);
    }

    private static void bind(Call call, PreparedStatement statement, List<CompareAndSet> writes) throws SQLException {
        List<List<@Nullable String>> rows =
                writes.stream().map(RecordWrites::parameters).toList();
        int columns = rows.get(0).size();
        for (int i = 0; i < columns; i++) {
            int column = i;
            Object[] texts = rows.stream().map(row -> row.get(column)).toArray();
            statement.setArray(i + 1, statement.getConnection().createArrayOf("text", texts));
        }
        statement.setString(columns + 1, call.lockTimeout());
    }

    private static List<@Nullable String> parameters(CompareAndSet write) {
        List<@Nullable String> texts = new ArrayList<>(RecordTexts.of(write.next()));
        texts.add(write.expected() == null ? null : write.expected().nonce().toString());
        texts.add(Boolean.toString(write.onlyIfExpired()));
        texts.add(write.guard().epoch());
        texts.add(settlement(write.guard()));
        return texts;
    }

    private static void bind(Call call, PreparedStatement statement, SessionRecord ended, Guard guard)
            throws SQLException {
        statement.setString(1, ended.incarnation().toString());
        statement.setString(2, ended.nonce().toString());
        statement.setString(3, guard.epoch());
        statement.setString(4, settlement(guard));
        statement.setString(5, call.lockTimeout());
    }

    private static @Nullable String settlement(Guard guard) {
        return guard.settlement() == null ? null : guard.settlement().toString();
    }

    private static Written written(ResultSet rows) throws SQLException {
        Set<UUID> nonces = new HashSet<>();
        StoreStamp stamp = StoreStamp.NONE;
        while (rows.next()) {
            requireDurable(rows.getString(3));
            stamp = new StoreStamp(
                    rows.getString(1), rows.getObject(2, OffsetDateTime.class).toInstant());
            UUID nonce = rows.getObject(4, UUID.class);
            if (nonce != null) {
                nonces.add(nonce);
            }
        }
        return new Written(nonces, stamp);
    }

    /** Nothing was written then; a rejection would say that a condition of the caller did not hold. */
    private static void requireDurable(String synchronousCommit) {
        if (synchronousCommit.equals("off")) {
            throw new UnsafeStoreException(PostgresProbe.SYNCHRONOUS_COMMIT);
        }
    }
}
