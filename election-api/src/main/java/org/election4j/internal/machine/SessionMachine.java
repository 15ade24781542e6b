// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.election4j.LossReason;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * One session of this process: its record, its heartbeats, and how long it may be believed in. One machine per
 * incarnation; a session that stopped is never used again.
 *
 * <pre>
 *            create acked            no ack in time, or leave()            end()
 *  OPENING ---------------&gt; LIVE ---------------------------------&gt; STOPPED ------&gt; ENDING
 *     |                      |                                         |               | acked
 *     |                      | the record is not mine any more         |               v
 *     +----------------------+-----------------------------------------+-----------&gt; GONE
 * </pre>
 *
 * <p>What makes it safe, and must stay true:
 *
 * <ul>
 *   <li>H1: the record is created only if absent; an unanswered create is repeated only until the first acknowledgement.
 *   <li>H2: validity counts from before the request was sent. Only the answer to a write of mine extends it (H3).
 *   <li>H3: an acknowledgement that arrives when the stop is already due does not revive: test, then extend.
 *   <li>H4: after any answer but "applied" nothing is written before the record was read. A nonce is believed in only
 *       while it is the latest of mine and unresolved, or that of a renewal that expected exactly what was acknowledged
 *       last: such a write can land but once, and only as the next one after that.
 *   <li>H6: a stopped session keeps renewing while user code drains; it never becomes LIVE again.
 * </ul>
 *
 * <p>The stop that falls due while nothing is held or wanted is no loss: an idle session may let its validity lapse and
 * renew later, because there is no leadership that could come back.
 */
public final class SessionMachine {

    /** Where a session stands. */
    public enum Phase {
        /** The create has not been acknowledged. */
        OPENING,
        /** The session may be led under. */
        LIVE,
        /** No leadership of this session is valid any more; renewals protect the drain. */
        STOPPED,
        /** Everything has drained; the end is being written. */
        ENDING,
        /** Nothing more can or need be written. */
        GONE
    }

    /** What a write is for. */
    public enum Kind {
        /** The first write. */
        CREATE,
        /** A heartbeat. */
        RENEW,
        /** The last write. */
        END
    }

    /**
     * A write of this session.
     *
     * @param kind what it is for
     * @param nonce its random id
     * @param number the how manieth of this session it is, from 1
     * @param sentNanos when it was begun, before anything else
     */
    public record Write(Kind kind, UUID nonce, long number, long sentNanos) {}

    /**
     * All there is to know.
     *
     * @param phase where the session stands
     * @param acked the version of the last acknowledged write; null before the first
     * @param ackedNumber the number of that write; 0 before the first
     * @param begun how many writes were begun
     * @param inFlight the write that has not been answered; null if none
     * @param unresolved the write that was answered, but not by "applied"; null if none
     * @param slow the create, or renewals, that had not landed when the record was read, and can land still: all of them
     *     expect {@code acked}; the oldest first, {@value #MOST_SLOW} at most
     * @param validUntilNanos end of the validity; meaningless while {@code acked} is null
     * @param reason why the session stopped; null while it has not
     */
    public record State(
            Phase phase,
            @Nullable Version acked,
            long ackedNumber,
            long begun,
            @Nullable Write inFlight,
            @Nullable Write unresolved,
            List<Write> slow,
            long validUntilNanos,
            @Nullable LossReason reason) {

        /** The first try of mine that may have written this nonce, if a read shows it; null if there is none. */
        private @Nullable Write issued(UUID nonce) {
            for (Write write : slow) {
                if (write.nonce.equals(nonce)) {
                    return write;
                }
            }
            return unresolved != null && unresolved.nonce.equals(nonce) ? unresolved : null;
        }
    }

    /** Five times as many attempts as fit into a validity by default. What is forgotten ends the session if it lands. */
    static final int MOST_SLOW = 32;

    /** With the validity before it, well within the ten leases after which an ended session is collected. */
    private static final int MOST_LEASES_SILENT = 8;

    private final SessionIdentity identity;
    private final Timings timings;
    private State state = new State(Phase.OPENING, null, 0, 0, null, null, List.of(), 0, null);

    /** A session that is about to be opened. */
    public SessionMachine(SessionIdentity identity, Timings timings) {
        this.identity = identity;
        this.timings = timings;
    }

    /** Who this session is. */
    public SessionIdentity identity() {
        return identity;
    }

    /** The whole state. */
    public State state() {
        return state;
    }

    /** Puts a state back that {@link #state()} gave. */
    public void restore(State saved) {
        state = saved;
    }

    /**
     * Begins the next write, if one may be sent now.
     *
     * @param now the time; counts as the time of sending
     * @param nonce a fresh random id; a create that is tried again keeps its first (ADR 130)
     * @param content what changes from heartbeat to heartbeat
     * @return the write; null if one is under way, or a read has to come first, or there is nothing to write
     */
    public @Nullable CompareAndSet begin(long now, UUID nonce, SessionContent content) {
        if (state.inFlight != null || state.unresolved != null || state.phase == Phase.GONE) {
            return null;
        }
        Kind kind = kind();
        UUID id = kind == Kind.CREATE && !state.slow.isEmpty() ? state.slow.get(0).nonce : nonce;
        Write next = new Write(kind, id, state.begun + 1, now);
        state = new State(
                state.phase,
                state.acked,
                state.ackedNumber,
                next.number,
                next,
                null,
                state.slow,
                state.validUntilNanos,
                state.reason);
        SessionRecord.State written = kind == Kind.END ? SessionRecord.State.ENDED : SessionRecord.State.LIVE;
        return new CompareAndSet(
                state.acked, identity.record(written, timings.lease(), content, id), Guard.epoch(identity.epoch()));
    }

    private Kind kind() {
        if (state.phase == Phase.ENDING) {
            return Kind.END;
        }
        return state.acked == null ? Kind.CREATE : Kind.RENEW;
    }

    /**
     * Takes the answer to a write. Answers to anything but the write in flight are ignored.
     *
     * @param nonce the write's
     * @param outcome the answer
     * @param now when it is processed
     * @param busy whether anything is held or wanted under this session
     */
    public void answered(UUID nonce, WriteOutcome outcome, long now, boolean busy) {
        Write write = state.inFlight;
        if (write == null || !write.nonce.equals(nonce)) {
            return;
        }
        state = with(state.phase, null, write, state.slow);
        if (outcome instanceof WriteOutcome.Applied applied) {
            if (sameEpoch(applied.stamp().epoch())) {
                acknowledged(write, applied.version(), now, busy);
            }
        } else if (outcome instanceof WriteOutcome.Rejected rejected) {
            sameEpoch(rejected.stamp().epoch());
        }
    }

    /**
     * Whether the last acknowledged write is so old that others may have ended and collected the record, which takes ten
     * leases at least: from then on a create that is delivered twice could bring the record back.
     *
     * @param now the time
     */
    public boolean isOutOfDate(long now) {
        return state.phase == Phase.LIVE && now - state.validUntilNanos >= MOST_LEASES_SILENT * timings.leaseNanos();
    }

    /** Whether the record has to be read before anything can be written (H4). */
    public boolean wantsRead() {
        return state.unresolved != null && state.phase != Phase.GONE;
    }

    /**
     * Takes the answer to a read of the session's record that was sent after the unresolved write was answered.
     *
     * @param outcome the answer
     * @param now when it is processed
     * @param busy whether anything is held or wanted under this session
     */
    public void read(ReadOutcome outcome, long now, boolean busy) {
        Write write = state.unresolved;
        if (write == null || state.phase == Phase.GONE) {
            return;
        }
        if (outcome instanceof ReadOutcome.Absent absent
                && sameEpoch(absent.stamp().epoch())) {
            notApplied(write, state.acked == null);
        } else if (outcome instanceof ReadOutcome.Found found
                && sameEpoch(found.stamp().epoch())) {
            found(write, found.stored(), now, busy);
        }
    }

    private void found(Write write, StoredRecord stored, long now, boolean busy) {
        Write mine = state.issued(stored.version().nonce());
        if (mine != null) {
            acknowledged(mine, stored.version(), now, busy);
        } else {
            notApplied(write, stored.version().equals(state.acked));
        }
    }

    /** H4: what I expected is still there, so the write has not landed so far; anything else means the session is gone. */
    private void notApplied(Write write, boolean unchanged) {
        if (!unchanged) {
            gone(LossReason.SESSION_REVOKED);
        } else {
            state = with(state.phase, null, null, withSlow(write));
        }
    }

    private List<Write> withSlow(Write write) {
        if (write.kind == Kind.END || (write.kind == Kind.CREATE && !state.slow.isEmpty())) {
            return state.slow;
        }
        List<Write> all = new ArrayList<>(state.slow);
        all.add(write);
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST_SLOW), all.size()));
    }

    private void acknowledged(Write write, Version version, long now, boolean busy) {
        tick(now, busy);
        Phase next = state.phase == Phase.OPENING ? Phase.LIVE : state.phase;
        if (write.kind == Kind.END) {
            next = Phase.GONE;
        }
        long validUntil = write.sentNanos + timings.validityNanos();
        state = new State(next, version, write.number, state.begun, null, null, List.of(), validUntil, state.reason);
    }

    /**
     * Stops the session if its time has come (H6).
     *
     * @param now the time
     * @param busy whether anything is held or wanted under this session
     */
    public void tick(long now, boolean busy) {
        if (busy && stopIsDue(now)) {
            stop(LossReason.RENEWAL_TIMED_OUT);
        }
    }

    /** Whether a live session has come within the stop margin of its end. */
    public boolean stopIsDue(long now) {
        return state.phase == Phase.LIVE && now - stopAtNanos() >= 0;
    }

    /** When a live session has to stop unless another heartbeat is acknowledged. */
    public long stopAtNanos() {
        return state.validUntilNanos - timings.stopMarginNanos();
    }

    /** Whether everything about this session allows to lead under it. */
    public boolean isUsable(long now) {
        return state.phase == Phase.LIVE && now - stopAtNanos() < 0;
    }

    /** H8: whether enough validity is left to start an acquisition. */
    public boolean mayAcquire(long now) {
        return isUsable(now) && state.validUntilNanos - now >= timings.acquireFloorNanos();
    }

    /**
     * Whether what is held through this session may be given up by a write, now or after another heartbeat: nobody but
     * this process has ended the session, and its time did not run out (H7).
     */
    public boolean isReleasable() {
        boolean kept = state.phase == Phase.LIVE || state.phase == Phase.STOPPED;
        return kept && (state.reason == null || state.reason.chosen());
    }

    /**
     * The number of the last acknowledged write, if its validity lasts; 0 if not. No copy of this process that was made
     * before that write was begun has renewed, or ever will.
     */
    public long assuredNumber(long now) {
        return state.acked != null && now - state.validUntilNanos < 0 ? state.ackedNumber : 0;
    }

    /**
     * Ends all leading under this session for good; renewals go on.
     *
     * @param reason why
     */
    public void stop(LossReason reason) {
        if (state.phase == Phase.OPENING || state.phase == Phase.LIVE) {
            state = with(Phase.STOPPED, state.inFlight, state.unresolved, state.slow, reason);
        }
    }

    /** Everything has drained: the next write is the last. A create that can still land is prevented, or ended. */
    public void end() {
        if (state.phase == Phase.GONE) {
            return;
        }
        stop(LossReason.CLOSED);
        boolean neverWritten = state.begun == 0;
        state = with(neverWritten ? Phase.GONE : Phase.ENDING, state.inFlight, state.unresolved, state.slow);
    }

    /** Nothing more will be tried for this session: it is left to run out. */
    public void abandon() {
        stop(LossReason.RENEWAL_TIMED_OUT);
        state = with(Phase.GONE, null, null, List.of());
    }

    /**
     * Takes notice of the epoch of any answer to a request sent since this session was opened (H2).
     *
     * @param epoch the epoch of the answer
     * @return whether it is the session's
     */
    public boolean sameEpoch(String epoch) {
        if (Objects.equals(epoch, identity.epoch())) {
            return true;
        }
        gone(LossReason.STORE_FAILED_OVER);
        return false;
    }

    private void gone(LossReason reason) {
        LossReason first = state.reason == null ? reason : state.reason;
        state = with(Phase.GONE, null, null, List.of(), first);
    }

    private State with(Phase phase, @Nullable Write inFlight, @Nullable Write unresolved, List<Write> slow) {
        return with(phase, inFlight, unresolved, slow, state.reason);
    }

    private State with(
            Phase phase,
            @Nullable Write inFlight,
            @Nullable Write unresolved,
            List<Write> slow,
            @Nullable LossReason reason) {
        return new State(
                phase,
                state.acked,
                state.ackedNumber,
                state.begun,
                inFlight,
                unresolved,
                slow,
                state.validUntilNanos,
                reason);
    }
}
