// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static java.util.Objects.requireNonNull;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.election4j.spi.Advice;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StorePace;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.spi.WriteOutcome;

/**
 * Records in three tables of a PostgreSQL database, changed by single statements in autocommit.
 *
 * <p>Every statement runs on the primary: a standby gives no answer. Its epoch is the timeline of the write-ahead log, its
 * clock is {@code clock_timestamp()}, its version is the nonce. Any {@link SQLException}, and a warning that an answer is not
 * durable, is an unknown outcome; a lost race is a rejection and no error on the server. The message of an unknown outcome
 * begins with the root cause and its SQL state. A connection on which anything but a statement has failed is thrown away,
 * also out of a pool of yours: it may lead to a server that is no primary any more.
 *
 * <p>A write waits for a locked row for at most seven tenths of its attempt, so a takeover waits for transactions that
 * hold a {@link PostgresFence fence}. {@link #compareAndSetAll} skips locked rows instead and rejects those writes.
 *
 * <p>Calls block for at most about their attempt's time, with one exception: how long a data source of yours takes to give
 * out a connection is its own setting. Keep its connection timeout below a tenth of the lease, or let {@link #connect}
 * make a pool.
 *
 * <p>Thread-safe. The tables must exist: see {@link PostgresSchema}.
 */
public final class PostgresLeaseStore implements LeaseStore {

    private final Connections connections;
    private final ServerStatements statements;
    private final String place;
    private final PostgresOptions options;
    private final RecordReads reads;
    private final RecordWrites writes;
    private final Advice advice;
    private final HintWatches hints;
    private volatile boolean closed;

    /**
     * A store with default options on a data source of yours.
     *
     * @param dataSource gives connections to the primary; never closed by the store. Best one that the rest of the
     *     application does not use, so that a busy application cannot keep a heartbeat waiting
     */
    public PostgresLeaseStore(DataSource dataSource) {
        this(dataSource, PostgresOptions.defaults());
    }

    /**
     * A store on a data source of yours.
     *
     * @param dataSource gives connections to the primary; never closed by the store
     * @param options the options; with hints, and without a data source for them, one connection of {@code dataSource}
     *     is held as long as hints are watched
     */
    public PostgresLeaseStore(DataSource dataSource, PostgresOptions options) {
        this(
                new GivenConnections(requireNonNull(dataSource, "dataSource")),
                new ServerStatements(),
                dataSource.getClass().getSimpleName(),
                requireNonNull(options, "options"));
    }

    private PostgresLeaseStore(
            Connections connections, ServerStatements statements, String place, PostgresOptions options) {
        this.connections = connections;
        this.statements = statements;
        this.place = place;
        this.options = options;
        this.advice = new Advice();
        this.reads = new RecordReads(new ReadSql(options.tables()));
        this.writes = new RecordWrites(options, advice);
        this.hints = new HintWatches(connections, options, advice);
    }

    /**
     * A store with default options on connections of its own.
     *
     * @param url a JDBC URL of PostgreSQL, without user and password in it; with several hosts, the primary among them is
     *     used
     * @param user the role
     * @param password its password
     * @return the store; it connects when it is first used, and closes its connections when it is closed
     * @throws IllegalArgumentException if the URL is not one of PostgreSQL; the message does not repeat it
     */
    public static PostgresLeaseStore connect(String url, String user, String password) {
        return connect(url, user, password, PostgresOptions.defaults());
    }

    /**
     * A store on connections of its own: one as long as its calls do not overlap, up to four when they do and with ticks,
     * and one more that listens for hints. All of them have time limits that are derived from the lease of the options.
     *
     * @param url a JDBC URL of PostgreSQL, without user and password in it; with several hosts, the primary among them is
     *     used
     * @param user the role
     * @param password its password
     * @param options the options; the time limits are derived from their lease
     * @return the store; it connects when it is first used, and closes its connections when it is closed
     * @throws IllegalArgumentException if the URL is not one of PostgreSQL; the message does not repeat it
     */
    public static PostgresLeaseStore connect(String url, String user, String password, PostgresOptions options) {
        requireNonNull(options, "options");
        OwnDriver driver = OwnDriver.of(
                requireNonNull(url, "url"),
                requireNonNull(user, "user"),
                requireNonNull(password, "password"),
                options.lease());
        ServerStatements statements = new ServerStatements();
        DedicatedClient pool = new DedicatedClient(driver, options.lease(), statements);
        return new PostgresLeaseStore(pool, statements, driver.place(), options);
    }

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        return readAll(List.of(key), attempt).get(0);
    }

    @Override
    public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return attempt(
                attempt,
                call -> rehearsed(call, reads.read(call, keys)),
                cause -> Collections.nCopies(keys.size(), new ReadOutcome.Unknown(cause)));
    }

    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        return attempt(attempt, call -> reads.list(call, kind), ListOutcome.Unknown::new);
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        return attempt(attempt, call -> writes.write(call, write), WriteOutcome.Unknown::new);
    }

    /**
     * {@inheritDoc}
     *
     * <p>One statement for the elections, and one more for sessions and for the store record if there are any. A row that
     * somebody else has locked is a rejection: it does not hold up the others.
     */
    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> all, Attempt attempt) {
        if (all.isEmpty()) {
            return List.of();
        }
        return attempt(
                attempt,
                call -> writes.writeAll(call, all),
                cause -> Collections.nCopies(all.size(), new WriteOutcome.Unknown(cause)));
    }

    /**
     * {@inheritDoc}
     *
     * <p>One statement.
     */
    @Override
    public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
        return attempt(attempt, call -> writes.sweep(call, sweep), SweepOutcome.Unknown::new);
    }

    @Override
    public Watch watch(HintListener target) {
        return hints.watch(target);
    }

    /**
     * Creates the tables that are missing, and states that <em>this namespace was never used</em>. See
     * {@link PostgresSchema#declareNeverUsed(javax.sql.DataSource, PostgresOptions, Duration)}.
     *
     * @param maxLease the longest lease a candidate may have here, for ever; positive
     * @return true if the statement was recorded now
     * @throws IllegalArgumentException if {@code maxLease} is not positive
     * @throws UnsafeStoreException if the namespace has sessions or elections, and so was used
     * @throws LeaseStoreException if the tables could not be created or written
     */
    public boolean declareNeverUsed(Duration maxLease) {
        return PostgresSchema.declareNeverUsed(this, maxLease);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The lease of the options; all else is as usual.
     */
    @Override
    public StorePace pace() {
        StorePace usual = StorePace.usual();
        return new StorePace(options.lease(), usual.recordsPerCall(), usual.verifiedPerLease());
    }

    @Override
    public List<String> advice() {
        return advice.all();
    }

    @Override
    public void probe(Attempt attempt) {
        PoolAdvice.of(connections, options).forEach(advice::add);
        try (Call call = open(attempt)) {
            new PostgresProbe(options).check(call);
            call.rehearseOnce(writes::rehearse);
            if (!connections.own() && call.isPooled()) {
                advice.add(PoolAdvice.BEHIND_A_POOLER);
            }
            if (!connections.own() || !call.isDirect()) {
                PlannerAdvice.measured(call, options.lease(), writes::pretend).ifPresent(advice::add);
            }
            call.replied();
        } catch (SQLException | RuntimeException e) {
            throw Failures.ofProbe("cannot ask " + describe() + ": ", options.tables(), e);
        }
    }

    @Override
    public String describe() {
        return "postgres table " + options.tables().election().replace("\"", "") + " at " + place;
    }

    @Override
    public void close() {
        closed = true;
        hints.close();
        if (connections instanceof DedicatedClient own) {
            own.close();
        }
    }

    @Override
    public String toString() {
        return describe();
    }

    PostgresOptions options() {
        return options;
    }

    Connections connections() {
        return connections;
    }

    ServerStatements statements() {
        return statements;
    }

    /** A standby reads on the connection on which it will take over; connections are replaced, so it may be a new one. */
    private <T> T rehearsed(Call call, T answer) {
        call.rehearseOnce(writes::rehearse);
        return answer;
    }

    private Call open(Attempt attempt) throws SQLException {
        if (closed) {
            throw new SQLException(describe() + " is closed");
        }
        try {
            return Call.open(connections, statements, attempt);
        } catch (SQLException e) {
            hints.makeWay(e);
            throw e;
        }
    }

    private <T> T attempt(Attempt attempt, Call.Work<T> work, Function<Throwable, T> unknown) {
        try (Call call = open(attempt)) {
            T outcome = work.run(call);
            call.replied();
            return outcome;
        } catch (SQLException | RuntimeException e) {
            if (Failures.isWrongServer(e)) {
                hints.reconnect();
            }
            return unknown.apply(Failures.of(e));
        }
    }
}
