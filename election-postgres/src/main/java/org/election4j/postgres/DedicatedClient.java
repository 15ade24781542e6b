// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.election4j.spi.Attempt;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The connections that a store opens for itself, for everything it does.
 *
 * <p>Lazy: a connection is opened when somebody waits for one, and closed when it was not needed for a lease. A candidate
 * whose calls do not overlap holds one. Connections are opened on threads of their own, because that may take longer than
 * a call may wait: the call gives up, and the connection is there for the next one. Where opening one is slow, a spare one
 * is kept. One that does not get on is left behind after a seventh of the lease, and another one is tried beside it.
 *
 * <p>An idle connection is not tested before it is lent: that would be a second round trip for every call of a library that
 * calls every second or two, and a server that does not answer would hold the test up for longer than an attempt may
 * take. The call itself finds out. All connections that were idle are then closed with the broken one.
 */
final class DedicatedClient implements Connections {

    /** The heartbeat, one other call of the candidate, and two calls of its ticks. */
    static final int MOST = 4;

    /** How many connections at once may be on their way without getting on. */
    private static final int MOST_STUCK = 3;

    private record Idle(Connection connection, long sinceNanos) {}

    private final OwnDriver driver;
    private final ServerStatements statements;
    private final Ticker ticker = Ticker.system();
    private final long patienceNanos;
    private final long idleNanos;
    private final Connections share = new ConnectionShare(this, MOST / 2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final IdentityHashMap<Connection, Integer> lent = new IdentityHashMap<>();
    private final List<Long> opening = new ArrayList<>();
    private int waiting;
    private int failures;
    private int generation;
    private boolean slow;
    private boolean closed;
    private @Nullable Throwable lastFailure;

    DedicatedClient(OwnDriver driver, Duration lease, ServerStatements statements) {
        this.driver = driver;
        this.statements = statements;
        this.patienceNanos = lease.dividedBy(7).toNanos();
        this.idleNanos = lease.toNanos();
    }

    OwnDriver driver() {
        return driver;
    }

    /** The same connections for what must not keep a heartbeat waiting. */
    Connections share() {
        return share;
    }

    @Override
    public boolean own() {
        return true;
    }

    @Override
    public Connection lend(Attempt attempt) throws SQLException {
        lock.lock();
        waiting++;
        try {
            return awaited(attempt);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    private Connection awaited(Attempt attempt) throws SQLException, InterruptedException {
        int failuresBefore = failures;
        while (true) {
            if (closed) {
                throw new SQLException("the store is closed");
            }
            Idle ready = idle.pollFirst();
            if (ready != null) {
                lent.put(ready.connection(), generation);
                openAhead();
                return ready.connection();
            }
            boolean hopeless = failures != failuresBefore && opening.isEmpty() && lent.isEmpty();
            long left = attempt.remaining().toNanos();
            if (hopeless || left <= 0) {
                throw none();
            }
            if (failures == failuresBefore) {
                openIfShort(waiting);
            }
            changed.awaitNanos(left);
        }
    }

    private SQLException none() {
        Throwable cause = lastFailure;
        if (cause != null) {
            return new SQLTransientConnectionException("cannot connect to " + driver.place(), cause);
        }
        String why = opening.isEmpty()
                ? lent.size() + " are in use"
                : "it is being opened for " + oldest() / 1_000_000 + " ms now, and the server has not answered";
        return new SQLTransientConnectionException("no connection to " + driver.place() + " in time: " + why);
    }

    private long oldest() {
        return opening.stream().mapToLong(since -> ticker.nanos() - since).max().orElse(0);
    }

    // ---- opening ---------------------------------------------------------------------------------------------------

    private void openAhead() {
        if (slow && idle.isEmpty() && waiting <= 1) {
            openIfShort(1);
        }
    }

    /** Starts to open what is missing, beside those that do not get on. */
    private void openIfShort(int wanted) {
        long now = ticker.nanos();
        long stuck =
                opening.stream().filter(since -> now - since > patienceNanos).count();
        long hopeful = opening.size() - stuck;
        boolean room = lent.size() + idle.size() + hopeful < MOST && stuck < MOST_STUCK;
        if (hopeful < wanted && room) {
            Long since = now;
            Thread thread = new Thread(() -> open(since), "election4j-postgres-connect");
            thread.setDaemon(true);
            opening.add(since);
            boolean started = false;
            try {
                thread.start();
                started = true;
            } finally {
                if (!started) {
                    opening.remove(since);
                }
            }
        }
    }

    private void open(Long since) {
        OwnDriver.Opened opened = null;
        Throwable failure = null;
        try {
            opened = driver.open();
            statements.learn(opened.connection(), opened.direct());
        } catch (SQLException | RuntimeException | Error e) {
            failure = e;
        }
        boolean unwanted;
        lock.lock();
        try {
            opening.remove(since);
            unwanted = opened != null && (closed || lent.size() + idle.size() >= MOST);
            if (opened == null) {
                failures++;
                lastFailure = failure;
            } else if (!unwanted) {
                lastFailure = null;
                slow = ticker.nanos() - since > patienceNanos / 2;
                idle.addFirst(new Idle(opened.connection(), ticker.nanos()));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (unwanted && opened != null) {
            close(opened.connection());
        }
    }

    // ---- giving back -----------------------------------------------------------------------------------------------

    @Override
    public void giveBack(Connection connection) {
        List<Connection> superfluous = new ArrayList<>();
        lock.lock();
        try {
            Integer lentIn = lent.remove(connection);
            if (closed || lentIn == null || lentIn != generation) {
                superfluous.add(connection);
            } else {
                idle.addFirst(new Idle(connection, ticker.nanos()));
            }
            collectUnneeded(superfluous);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        superfluous.forEach(DedicatedClient::close);
    }

    /** The one that was needed last is kept, and where opening is slow another one. */
    private void collectUnneeded(List<Connection> superfluous) {
        long now = ticker.nanos();
        int kept = slow ? 2 : 1;
        for (Iterator<Idle> oldest = idle.descendingIterator(); oldest.hasNext() && idle.size() > kept; ) {
            Idle candidate = oldest.next();
            if (now - candidate.sinceNanos() < idleNanos) {
                return;
            }
            oldest.remove();
            superfluous.add(candidate.connection());
        }
    }

    @Override
    public void discard(Connection connection) {
        List<Connection> suspects;
        lock.lock();
        try {
            lent.remove(connection);
            suspects = drained();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        abort(connection);
        suspects.forEach(DedicatedClient::abort);
    }

    @Override
    public void leadElsewhere() {
        List<Connection> suspects;
        lock.lock();
        try {
            generation++;
            suspects = drained();
        } finally {
            lock.unlock();
        }
        suspects.forEach(DedicatedClient::close);
    }

    private List<Connection> drained() {
        List<Connection> drained = new ArrayList<>();
        idle.forEach(ready -> drained.add(ready.connection()));
        idle.clear();
        return drained;
    }

    void close() {
        List<Connection> unused;
        lock.lock();
        try {
            closed = true;
            unused = drained();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        unused.forEach(DedicatedClient::close);
    }

    /** How many connections are open or on their way. */
    int size() {
        lock.lock();
        try {
            return lent.size() + idle.size() + opening.size();
        } finally {
            lock.unlock();
        }
    }

    /** A close sends what the protocol asks for and does not wait. */
    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            abort(connection);
        }
    }

    static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // It is gone either way.
        }
    }
}
