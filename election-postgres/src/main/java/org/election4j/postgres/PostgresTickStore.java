// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static java.util.Objects.requireNonNull;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;
import org.election4j.spi.Attempt;
import org.election4j.spi.TickPause;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.election4j.spi.UnsafeStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Ticks in a table beside those of the lease store: one row per job, and one in another table for each that is paused.
 *
 * <p>A tick is started by one statement that locks the election's row at this term, as {@link PostgresFence} does, compares
 * the tick with {@code clock_timestamp()} and replaces the row of the job if it still has the expected nonce. So no tick is
 * started in a term that does not lead any more, or before its time by the clock of the server. Any {@link SQLException} is
 * an unknown outcome.
 *
 * <p>The tables must exist: see {@link PostgresSchema#createTicksIfMissing}. Thread-safe; calls block for at most about their
 * attempt's time and as long as the data source takes to give out a connection. What a failover of the server loses is
 * lost here, too: a tick whose claim was lost can be started again.
 */
public final class PostgresTickStore implements TickStore {

    /** As in {@link PostgresProbe}: name, kind, persistence, missing privileges, hidden rows. */
    private static final String TABLES = """
        SELECT t.name, c.relkind::text, c.relpersistence::text,
               (SELECT string_agg(p, ', ') FROM unnest(t.rights) p WHERE NOT has_table_privilege(c.oid, p)),
               row_security_active(c.oid)
          FROM (VALUES ('{tick}', ARRAY['SELECT', 'INSERT', 'UPDATE']),
                       ('{pause}', ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'])) t (name, rights)
          LEFT JOIN pg_class c ON c.oid = to_regclass(t.name)
        """;

    private final Connections connections;
    private final PostgresTables tables;
    private final String place;
    private final TickSql sql;
    private final ServerStatements statements;

    /**
     * A store with default options.
     *
     * @param dataSource connects to the primary of the lease store; never closed
     */
    public PostgresTickStore(DataSource dataSource) {
        this(dataSource, PostgresOptions.defaults());
    }

    /**
     * A store.
     *
     * @param dataSource connects to the primary of the lease store; never closed
     * @param options those of the lease store: they name the tables
     */
    public PostgresTickStore(DataSource dataSource, PostgresOptions options) {
        this(
                new GivenConnections(requireNonNull(dataSource, "dataSource")),
                new ServerStatements(),
                requireNonNull(options, "options"));
    }

    /**
     * A store on the connections of a lease store, and with its options. Of the connections that a lease store opens for
     * itself ticks use two at most, so that they never keep a heartbeat waiting.
     *
     * @param leases the lease store; it is closed by whoever made it, and this store does not work after that
     */
    public PostgresTickStore(PostgresLeaseStore leases) {
        this(
                requireNonNull(leases, "leases").connections() instanceof DedicatedClient own
                        ? own.share()
                        : leases.connections(),
                leases.statements(),
                leases.options());
    }

    private PostgresTickStore(Connections connections, ServerStatements statements, PostgresOptions options) {
        this.connections = connections;
        this.statements = statements;
        this.tables = options.tables();
        this.sql = new TickSql(tables);
        this.place = "postgres table " + tables.tick().replace("\"", "");
    }

    @Override
    public void probe(Attempt attempt) {
        try (Call call = Call.open(connections, statements, attempt)) {
            String complaint = call.query(tables.in(TABLES), statement -> {}, PostgresTickStore::complaints);
            if (!complaint.isEmpty()) {
                call.useNoMore();
                throw new UnsafeStoreException(complaint);
            }
            PostgresSchema.requireOurs(call, tables, PostgresSchema.TICKS);
        } catch (SQLException e) {
            throw Failures.of("cannot ask " + place + ": ", e);
        }
    }

    /** Empty if there is none. */
    private static String complaints(ResultSet rows) throws SQLException {
        while (rows.next()) {
            String complaint = complaint(rows, rows.getString(1));
            if (!complaint.isEmpty()) {
                return complaint;
            }
        }
        return "";
    }

    private static String complaint(ResultSet row, String name) throws SQLException {
        String kind = row.getString(2);
        String missing = row.getString(4);
        if (kind == null) {
            return "table " + name + " does not exist or is not in the search_path; create it with "
                    + PostgresSchema.TICKS_RESOURCE + " or PostgresSchema.createTicksIfMissing";
        }
        if (!kind.equals("r") || !row.getString(3).equals("p")) {
            return "table " + name + " is not a plain, logged table; create it with " + PostgresSchema.TICKS_RESOURCE;
        }
        if (missing != null) {
            return "this role lacks privileges; run GRANT " + missing + " ON " + name;
        }
        return row.getBoolean(5)
                ? "row level security hides rows of table " + name + " from this role; run ALTER TABLE " + name
                        + " DISABLE ROW LEVEL SECURITY, or ALTER ROLE ... BYPASSRLS"
                : "";
    }

    @Override
    public TickRead read(String job, Attempt attempt) {
        try (Call call = Call.open(connections, statements, attempt)) {
            TickRead read = call.query(
                    sql.read(),
                    statement -> {
                        statement.setString(1, job);
                        statement.setString(2, job);
                    },
                    PostgresTickStore::found);
            call.replied();
            return read;
        } catch (SQLException | RuntimeException e) {
            return new TickRead.Unknown(Failures.of(e));
        }
    }

    @Override
    public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
        String statement = expected == null ? sql.first() : sql.next();
        return write(
                statement, parameters -> bind(parameters, next, expected), attempt, row -> started(row, next.tick()));
    }

    @Override
    public TickWrite end(UUID expected, TickRecord next, Attempt attempt) {
        return write(sql.end(), parameters -> bind(parameters, next, expected), attempt, row -> {
            row.next();
            return row.getLong(1) == 1 ? new TickWrite.Applied() : new TickWrite.Rejected();
        });
    }

    @Override
    public TickWrite pause(TickPause pause, Attempt attempt) {
        return write(
                sql.pause(),
                statement -> {
                    statement.setString(1, pause.job());
                    statement.setString(2, pause.by());
                    statement.setString(3, pause.since().toString());
                },
                attempt,
                row -> new TickWrite.Applied());
    }

    @Override
    public TickWrite resume(String job, Attempt attempt) {
        return write(sql.resume(), statement -> statement.setString(1, job), attempt, row -> new TickWrite.Applied());
    }

    private TickWrite write(
            String statement, Call.Parameters parameters, Attempt attempt, Call.Answer<TickWrite> answer) {
        try (Call call = Call.open(connections, statements, attempt)) {
            TickWrite outcome = call.query(statement, parameters, answer);
            call.replied();
            return outcome;
        } catch (SQLException | RuntimeException e) {
            return new TickWrite.Unknown(Failures.of(e));
        }
    }

    private static TickWrite started(ResultSet row, Instant tick) throws SQLException {
        row.next();
        Instant now = instant(row, 1);
        if (now == null) {
            return new TickWrite.Stale();
        }
        if (now.isBefore(tick)) {
            return new TickWrite.Early(now);
        }
        return row.getLong(2) == 1 ? new TickWrite.Applied() : new TickWrite.Rejected();
    }

    private static TickRead found(ResultSet row) throws SQLException {
        row.next();
        Instant now = instant(row, 1);
        TickPause pause = row.getString(13) == null
                ? null
                : new TickPause(row.getString(13), row.getString(14), requireNonNull(instant(row, 15)));
        if (row.getString(2) == null) {
            return new TickRead.Absent(now, pause);
        }
        TickRecord record = new TickRecord(
                row.getString(2),
                requireNonNull(instant(row, 3)),
                TickRecord.State.valueOf(row.getString(4)),
                row.getString(5),
                row.getLong(6),
                row.getString(7),
                requireNonNull(instant(row, 8)),
                instant(row, 9),
                row.getLong(10),
                row.getInt(11),
                row.getObject(12, UUID.class));
        return new TickRead.Found(record, now, pause);
    }

    private static void bind(PreparedStatement statement, TickRecord record, @Nullable UUID expected)
            throws SQLException {
        Instant ended = record.endedAt();
        statement.setString(1, record.job());
        statement.setString(2, record.tick().toString());
        statement.setString(3, record.state().name());
        statement.setString(4, record.electionName());
        statement.setLong(5, record.term());
        statement.setString(6, record.candidateId());
        statement.setString(7, record.startedAt().toString());
        statement.setString(8, ended == null ? null : ended.toString());
        statement.setLong(9, record.missed());
        statement.setInt(10, record.attempt());
        statement.setString(11, record.nonce().toString());
        if (expected != null) {
            statement.setString(12, expected.toString());
        }
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.withOffsetSameInstant(ZoneOffset.UTC).toInstant();
    }

    @Override
    public String describe() {
        return place;
    }

    @Override
    public String toString() {
        return place;
    }
}
