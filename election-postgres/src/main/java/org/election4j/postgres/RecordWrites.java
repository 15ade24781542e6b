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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.election4j.spi.Advice;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.Ticker;
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

    /** The last incarnation that was looked at; texts of these have the same order as the ids themselves. */
    private record Place(String after) implements Sweep.Cursor {}

    /** So often the server plans a prepared statement anew before it considers keeping a plan. */
    private static final int CUSTOM_PLANS = 5;

    private static final UUID NOBODY = new UUID(0, 0);

    private static final long SILENCE_NANOS = 60_000_000_000L;

    private final Statements announcing;
    private final Statements silent;
    private final String sweeping;
    private final boolean hints;
    private final Advice advice;
    private final Ticker ticker = Ticker.system();
    private final AtomicReference<@Nullable Long> silentSince = new AtomicReference<>();

    /** The statements that write one row, and many rows. */
    private record Statements(Map<RecordTable, String> one, Map<RecordTable, String> many) {

        Statements(WriteSql sql) {
            this(statements(sql::one), statements(sql::many));
        }

        String of(RecordTable table, int rows) {
            return requireNonNull((rows == 1 ? one : many).get(table));
        }
    }

    RecordWrites(PostgresOptions options, Advice advice) {
        this.announcing = new Statements(new WriteSql(options.tables(), options.hints()));
        this.silent = new Statements(new WriteSql(options.tables(), false));
        this.sweeping = SweepSql.statement(options.tables());
        this.hints = options.hints();
        this.advice = advice;
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
        return written(call, RecordTexts.tableOf(next), List.of(write)).outcome(next);
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
            Written written = written(call, table, some);
            some.forEach(write -> outcomes.put(write.next(), written.outcome(write.next())));
        } catch (SQLException | RuntimeException e) {
            WriteOutcome unknown = new Unknown(Failures.of(e));
            some.forEach(write -> outcomes.put(write.next(), unknown));
        }
    }

    SweepOutcome sweep(Call call, Sweep sweep) throws SQLException {
        return call.query(sweeping, statement -> bind(call, statement, sweep), rows -> swept(rows, sweep.limit()));
    }

    /**
     * Runs the statements of a takeover for nothing, until the server keeps their plans: no guard names an empty epoch. A
     * standby does otherwise run them for the first time when a leader has just died, and then planning counts.
     */
    void rehearse(Call call) throws SQLException {
        Guard nowhere = new Guard("", NOBODY);
        ElectionRecord election =
                new ElectionRecord("rehearsal", 1, new ElectionRecord.Free(), Instant.EPOCH, 0, "", NOBODY);
        for (int i = 0; i <= CUSTOM_PLANS; i++) {
            pretend(call);
            write(call, new CompareAndSet(Version.of(NOBODY), election, nowhere));
        }
    }

    /** A heartbeat that changes nothing. */
    void pretend(Call call) throws SQLException {
        SessionRecord session = new SessionRecord(
                NOBODY,
                "rehearsal",
                Duration.ofSeconds(1),
                SessionRecord.State.ENDED,
                null,
                null,
                0,
                0,
                Map.of(),
                "",
                NOBODY);
        write(call, new CompareAndSet(Version.of(NOBODY), session, new Guard("", NOBODY), true));
    }

    /**
     * Nobody needs to hear of a change. If the server cannot announce it, nothing was written, and it is written without
     * an announcement, for a while.
     */
    private Written written(Call call, RecordTable table, List<CompareAndSet> writes) throws SQLException {
        boolean quiet = table != RecordTable.ELECTION || !hints || isSilent();
        try {
            return run(call, (quiet ? silent : announcing).of(table, writes.size()), writes);
        } catch (SQLException e) {
            if (quiet || !Failures.isOfNotification(e)) {
                throw e;
            }
            silentSince.set(ticker.nanos());
            advice.add("changes of leadership are not announced, so candidates poll: " + Failures.message(e));
            return run(call, silent.of(table, writes.size()), writes);
        }
    }

    private boolean isSilent() {
        Long since = silentSince.get();
        return since != null && ticker.nanos() - since < SILENCE_NANOS;
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

    private static void bind(Call call, PreparedStatement statement, Sweep sweep) throws SQLException {
        Object[] old =
                sweep.old().stream().map(version -> version.nonce().toString()).toArray();
        statement.setString(1, sweep.from() == null ? null : ((Place) sweep.from()).after());
        statement.setInt(2, sweep.limit());
        statement.setArray(3, statement.getConnection().createArrayOf("text", old));
        statement.setString(4, sweep.guard().epoch());
        statement.setString(5, settlement(sweep.guard()));
        statement.setString(6, call.lockTimeout());
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

    /** A full page is followed by another; what is last in the order of the server is what comes next after. */
    private static SweepOutcome swept(ResultSet rows, int limit) throws SQLException {
        List<StoredRecord> sessions = new ArrayList<>();
        StoreStamp stamp = StoreStamp.NONE;
        String last = "";
        int looked = 0;
        int deleted = 0;
        while (rows.next()) {
            requireDurable(rows.getString("durability"));
            stamp = new StoreStamp(
                    rows.getString("store_epoch"),
                    rows.getObject("store_time", OffsetDateTime.class).toInstant());
            deleted = rows.getInt("deleted");
            String id = rows.getString("id");
            if (id != null) {
                looked++;
                last = id.compareTo(last) > 0 ? id : last;
                RecordRows.readable(rows).ifPresent(sessions::add);
            }
        }
        return new SweepOutcome.Swept(sessions, deleted, looked < limit ? null : new Place(last), stamp);
    }

    /** Nothing was written then; a rejection would say that a condition of the caller did not hold. */
    private static void requireDurable(String synchronousCommit) {
        if (synchronousCommit.equals("off")) {
            throw new UnsafeStoreException(PostgresProbe.SYNCHRONOUS_COMMIT);
        }
    }
}
