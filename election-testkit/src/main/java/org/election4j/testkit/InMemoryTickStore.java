// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.Attempt;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.TickPause;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.jspecify.annotations.Nullable;

/**
 * Ticks in the memory of one JVM, for tests. Keeps a history of what was written, and can be told to lose requests and
 * replies. Thread-safe.
 *
 * <p>With a lease store it is fenced: a term that does not lead there starts nothing. It looks there just before it writes,
 * not in the same step. Without one every term may, which is
 * what tests with a {@link ScriptedElector} need.
 */
public final class InMemoryTickStore implements TickStore {

    private final @Nullable LeaseStore leases;
    private final InstantSource clock;
    private final Map<String, TickRecord> records = new HashMap<>();
    private final Map<String, TickPause> pauses = new HashMap<>();
    private final List<TickRecord> history = new ArrayList<>();
    private boolean outage;
    private int repliesToLose;
    private Runnable beforeStart = () -> {};

    /** An empty store without a fence, by the clock of this machine. */
    public InMemoryTickStore() {
        this(null, InstantSource.system());
    }

    /**
     * An empty store.
     *
     * @param leases where elections are looked up; null for no fence
     * @param clock the clock of the store
     */
    public InMemoryTickStore(@Nullable LeaseStore leases, InstantSource clock) {
        this.leases = leases;
        this.clock = requireNonNull(clock, "clock");
    }

    /**
     * Begins or ends an outage: requests get lost.
     *
     * @param on true to begin it
     */
    public synchronized void outage(boolean on) {
        outage = on;
    }

    /**
     * Applies the next writes without telling anybody.
     *
     * @param writes how many
     */
    public synchronized void loseReplies(int writes) {
        repliesToLose = writes;
    }

    /**
     * Does something whenever a tick is about to be started: what may happen between two steps of a candidate.
     *
     * @param action what; runs on the caller's thread, before anything is looked at
     */
    public synchronized void beforeStart(Runnable action) {
        beforeStart = action;
    }

    /**
     * Everything that was written, in order.
     *
     * @return the records
     */
    public synchronized List<TickRecord> history() {
        return List.copyOf(history);
    }

    @Override
    public synchronized TickRead read(String job, Attempt attempt) {
        if (outage) {
            return new TickRead.Unknown(lost("request"));
        }
        TickRecord record = records.get(job);
        TickPause pause = pauses.get(job);
        return record == null
                ? new TickRead.Absent(clock.instant(), pause)
                : new TickRead.Found(record, clock.instant(), pause);
    }

    @Override
    public synchronized TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
        beforeStart.run();
        if (outage) {
            return new TickWrite.Unknown(lost("request"));
        }
        if (!leads(next, attempt)) {
            return new TickWrite.Stale();
        }
        Instant now = clock.instant();
        if (next.tick().isAfter(now)) {
            return new TickWrite.Early(now);
        }
        return write(expected, next);
    }

    @Override
    public synchronized TickWrite end(UUID expected, TickRecord next, Attempt attempt) {
        return outage ? new TickWrite.Unknown(lost("request")) : write(expected, next);
    }

    private TickWrite write(@Nullable UUID expected, TickRecord next) {
        TickRecord before = records.get(next.job());
        UUID version = before == null ? null : before.nonce();
        if (expected == null ? version != null : !expected.equals(version)) {
            return new TickWrite.Rejected();
        }
        records.put(next.job(), next);
        history.add(next);
        return applied();
    }

    private TickWrite applied() {
        if (repliesToLose > 0) {
            repliesToLose--;
            return new TickWrite.Unknown(lost("reply"));
        }
        return new TickWrite.Applied();
    }

    @Override
    public synchronized TickWrite pause(TickPause pause, Attempt attempt) {
        if (outage) {
            return new TickWrite.Unknown(lost("request"));
        }
        pauses.put(pause.job(), pause);
        return applied();
    }

    @Override
    public synchronized TickWrite resume(String job, Attempt attempt) {
        if (outage) {
            return new TickWrite.Unknown(lost("request"));
        }
        pauses.remove(job);
        return applied();
    }

    /** A leader's record is not enough: a session that was revoked leads nothing. */
    private boolean leads(TickRecord next, Attempt attempt) {
        LeaseStore store = leases;
        if (store == null) {
            return true;
        }
        ReadOutcome election = store.read(new RecordKey.Election(next.electionName()), attempt);
        if (!(election instanceof ReadOutcome.Found found)
                || !(found.stored().record() instanceof ElectionRecord record)
                || record.term() != next.term()) {
            return false;
        }
        ElectionRecord.Held held = record.holder();
        if (held == null) {
            return false;
        }
        return store.read(new RecordKey.Session(held.incarnation()), attempt) instanceof ReadOutcome.Found session
                && session.stored().record() instanceof SessionRecord holder
                && holder.state() == SessionRecord.State.LIVE;
    }

    private static IllegalStateException lost(String what) {
        return new IllegalStateException("injected fault: the " + what + " was lost");
    }

    @Override
    public String describe() {
        return "ticks in memory";
    }
}
