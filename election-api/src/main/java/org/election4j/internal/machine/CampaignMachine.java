// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.election4j.internal.machine.CampaignState.Claim;
import org.election4j.internal.machine.CampaignState.Exit;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.CampaignState.Tenure;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * This process in one election, across all its sessions.
 *
 * <pre>
 *             acquire()              applied              stop()              drained()
 *  FOLLOWING -----------&gt; ACQUIRING ---------&gt; LEADING ----------&gt; DRAINING -----------&gt; RELEASING
 *      ^                      |                                       | session gone         |
 *      +----------------------+---------------------------------------+----------------------+
 * </pre>
 *
 * <p>What makes it safe, and must stay true:
 *
 * <ul>
 *   <li>R1: it acquires only from FOLLOWING, so never an election it leads or drains under any session of this process,
 *       and only on the exact version it has seen.
 *   <li>H4: an acquisition that was not answered by "applied" claims nothing until a read shows its nonce; it is then
 *       believed in only if it is the latest one. Tried again on the same version, it is the same one.
 *   <li>H4: as long as an acquisition given up can still land (its expected version has not moved) the record is looked
 *       at. Whatever else names this process's session for nothing is taken, or freed, after its lease.
 *   <li>H5, H6: a leadership that began to stop is never LEADING again.
 *   <li>H7: the release is written only after {@link #drained}, through the current session, and after a heartbeat that
 *       was sent since has been acknowledged; it keeps the term. In all other cases the session ends instead.
 *   <li>Only an acquisition changes the term, and only upwards.
 * </ul>
 */
public final class CampaignMachine {

    /** What happened, for whoever drives the machine. */
    public enum Turn {
        /** Nothing of note. */
        NONE,
        /** Leads now. */
        GAINED,
        /** The held record was changed by somebody else: stop, there is nothing to release. */
        RECORD_CHANGED,
        /** The seat is given up. */
        RELEASED,
        /** There was nothing left to give up. */
        RELEASE_LOST,
        /** The record makes no sense (R6). */
        SUSPICIOUS
    }

    private final String name;
    private CampaignState state;

    /**
     * Starts as a follower.
     *
     * @param name the election
     * @param campaigning false for an observer
     */
    public CampaignMachine(String name, boolean campaigning) {
        this.name = name;
        this.state = CampaignState.initial(campaigning);
    }

    /** The whole state. */
    public CampaignState state() {
        return state;
    }

    /** Puts a state back that {@link #state()} gave. */
    public void restore(CampaignState saved) {
        state = saved;
    }

    // ---- acquiring -------------------------------------------------------------------------------------------------

    /**
     * Whether the seat may be taken now, apart from how much validity the session has left (R1).
     *
     * @param now the time
     * @param standing this process
     * @param holderEnded whether the session of the holder seen is known to have ended, in the current epoch
     * @return whether to acquire, or to renew first and then acquire
     */
    public boolean wants(long now, Standing standing, boolean holderEnded) {
        return SeatRule.allows(state, now, standing, holderEnded);
    }

    /** Whether a rest is not over yet. */
    public boolean isResting(long now) {
        return SeatRule.isResting(state, now);
    }

    /**
     * Begins an acquisition.
     *
     * @param now the time
     * @param wallClock the date, for the term's floor and for people
     * @param standing this process
     * @param holderEnded whether the session of the holder seen is known to have ended
     * @param nonce a fresh random id, used unless an earlier acquisition is tried again
     * @return the write; null if the seat may not be taken now
     */
    public @Nullable CompareAndSet acquire(
            long now, Instant wallClock, Standing standing, boolean holderEnded, UUID nonce) {
        if (!standing.mayAcquire() || !wants(now, standing, holderEnded)) {
            return null;
        }
        Guard guard = requireNonNull(standing.guard());
        Claim claim = AcquisitionRule.next(name, state, wallClock, standing, guard, nonce);
        state = state.acquiring(claim);
        return new CompareAndSet(claim.expected(), claim.next(), guard);
    }

    /**
     * Takes the answer to an acquisition. Answers to anything but the one on its way are ignored.
     *
     * @param nonce the acquisition's
     * @param outcome the answer
     * @param now when it is processed
     * @param standing this process
     */
    public Turn acquireAnswered(UUID nonce, WriteOutcome outcome, long now, Standing standing) {
        Claim claim = state.claim();
        if (state.phase() != Phase.ACQUIRING || claim == null || !claim.nonce().equals(nonce)) {
            return Turn.NONE;
        }
        if (outcome instanceof WriteOutcome.Applied applied
                && applied.stamp().epoch().equals(claim.next().epoch())) {
            return won(claim, state.sight().see(claim.next(), applied, now), applied.version(), now, standing);
        }
        state = state.following(state.sight().stale(), claim.unresolved(), null);
        return Turn.NONE;
    }

    /**
     * The record names a session of this process through the write that was claimed (H4): lead, or free it if that came
     * too late. If it came so late that the session is another one, then that one has ended, or will be revoked.
     */
    private Turn won(Claim claim, ElectionSight sight, Version version, long now, Standing standing) {
        if (!standing.is(claim.incarnation())) {
            state = state.following(sight, null, null);
            return Turn.NONE;
        }
        Tenure tenure = new Tenure(version, claim.next(), claim.incarnation());
        boolean sameHistory = sight.epoch().equals(claim.next().epoch());
        if (sameHistory && mayLead(now, standing)) {
            state = state.holding(Phase.LEADING, sight, tenure, null);
            return Turn.GAINED;
        }
        state = state.holding(Phase.RELEASING, sight, tenure, Exit.drained(new ElectionRecord.Free(), standing));
        return Turn.NONE;
    }

    private boolean mayLead(long now, Standing standing) {
        return state.campaigning() && !isResting(now) && standing.usable();
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    /**
     * Takes what a read of the election's record showed. The read was sent after every earlier write of this machine had
     * been answered.
     *
     * @param outcome the answer
     * @param receipt when it was received
     * @param standing this process
     */
    public Turn read(ReadOutcome outcome, long receipt, Standing standing) {
        if (outcome instanceof ReadOutcome.Unknown || state.phase() == Phase.ACQUIRING) {
            return Turn.NONE;
        }
        boolean wasSuspect = state.sight().suspectSinceNanos() != null;
        ElectionSight sight = state.sight().see(outcome, receipt);
        Turn turn = switch (state.phase()) {
            case LEADING, DRAINING -> verified(sight);
            case RELEASING -> releaseRead(sight);
            default -> followed(sight, receipt, standing);
        };
        boolean suspect = sight.suspectSinceNanos() != null;
        return turn == Turn.NONE && suspect && !wasSuspect ? Turn.SUSPICIOUS : turn;
    }

    /** H9: the record I hold has to be the one I wrote. */
    private Turn verified(ElectionSight sight) {
        Tenure tenure = requireNonNull(state.tenure());
        if (sight.shows(tenure.version())) {
            return Turn.NONE;
        }
        boolean wasLeading = state.phase() == Phase.LEADING;
        state = state.holding(Phase.DRAINING, sight, tenure, Exit.NOTHING);
        return wasLeading ? Turn.RECORD_CHANGED : Turn.NONE;
    }

    private Turn followed(ElectionSight sight, long receipt, Standing standing) {
        Claim claim = state.claim() != null ? state.claim() : state.stray();
        Version version = sight.version();
        if (claim != null && version != null && version.nonce().equals(claim.nonce())) {
            return won(claim, sight, version, receipt, standing);
        }
        state = state.following(sight, null, claim != null && claim.matters(sight) ? claim : null);
        ElectionRecord.Held held = sight.holder();
        if (held != null
                && SeatRule.isForgotten(sight, held, receipt, standing)
                && !mayLead(receipt, standing)
                && standing.isReleasable(held.incarnation())) {
            Tenure tenure = new Tenure(requireNonNull(version), requireNonNull(sight.record()), held.incarnation());
            state = state.holding(Phase.RELEASING, sight, tenure, Exit.drained(new ElectionRecord.Free(), standing));
        }
        return Turn.NONE;
    }

    /** Forgets for how long the record has been watched. */
    public void watchAnew(long now) {
        state = state.withSight(state.sight().anew(now));
    }

    /** Something suggests that the record has changed: look before acting. */
    public void doubt() {
        state = state.withSight(state.sight().stale());
    }

    // ---- giving up -------------------------------------------------------------------------------------------------

    /**
     * Begins to stop. From here on nothing of this leadership is valid.
     *
     * @param seat what to leave behind after the drain; null if the session or the record is lost anyway
     * @return whether this process was leading
     */
    public boolean stop(ElectionRecord.@Nullable Seat seat) {
        if (state.phase() != Phase.LEADING) {
            return false;
        }
        state = state.withExit(Phase.DRAINING, Exit.leaving(seat));
        return true;
    }

    /**
     * User code has returned.
     *
     * @param standing this process
     * @return what is left of the leadership
     */
    public Turn drained(Standing standing) {
        Exit exit = state.exit();
        if (state.phase() != Phase.DRAINING || exit == null) {
            return Turn.NONE;
        }
        UUID incarnation = requireNonNull(state.tenure()).incarnation();
        if (exit.seat() == null || !standing.isReleasable(incarnation)) {
            return over(Turn.RELEASE_LOST, state.sight().stale());
        }
        state = state.withExit(Phase.RELEASING, Exit.drained(exit.seat(), standing));
        return Turn.NONE;
    }

    /** Whether a release waits for a heartbeat that was not begun yet. */
    public boolean wantsHeartbeat(Standing standing) {
        Exit exit = state.phase() == Phase.RELEASING ? state.exit() : null;
        return exit != null && exit.waits(standing) && standing.begun() <= exit.after();
    }

    /**
     * Begins the release, if one is to be written now.
     *
     * @param wallClock the date, for people
     * @param standing this process
     * @param nonce a fresh random id
     * @return the write; null if there is none to send
     */
    public @Nullable CompareAndSet release(Instant wallClock, Standing standing, UUID nonce) {
        Exit exit = state.exit();
        Guard guard = standing.guard();
        if (state.phase() != Phase.RELEASING || exit == null || exit.release() != null || exit.seat() == null) {
            return null;
        }
        Tenure tenure = requireNonNull(state.tenure());
        if (guard == null || !standing.isReleasable(tenure.incarnation()) || exit.waits(standing)) {
            return null;
        }
        ElectionRecord held = tenure.record();
        // The epoch goes with the term: after a failover the next term has to jump, whoever freed the seat.
        ElectionRecord next =
                new ElectionRecord(name, held.term(), exit.seat(), wallClock, held.changes(), held.epoch(), nonce);
        state = state.withExit(Phase.RELEASING, exit.writing(next));
        return new CompareAndSet(tenure.version(), next, guard);
    }

    /**
     * Takes the answer to a release.
     *
     * @param nonce the release's
     * @param outcome the answer
     * @param now when it is processed
     */
    public Turn releaseAnswered(UUID nonce, WriteOutcome outcome, long now) {
        Exit exit = state.exit();
        ElectionRecord release = exit == null ? null : exit.release();
        if (state.phase() != Phase.RELEASING || exit == null || release == null || !nonce.equals(release.nonce())) {
            return Turn.NONE;
        }
        if (outcome instanceof WriteOutcome.Applied applied) {
            return over(Turn.RELEASED, state.sight().see(release, applied, now));
        }
        state = state.withExit(Phase.RELEASING, exit.unresolved());
        return Turn.NONE;
    }

    private Turn releaseRead(ElectionSight sight) {
        Exit exit = requireNonNull(state.exit());
        Tenure tenure = requireNonNull(state.tenure());
        Version version = sight.version();
        if (version != null && version.nonce().equals(exit.nonce())) {
            return over(Turn.RELEASED, sight);
        }
        if (sight.shows(tenure.version())) {
            state = state.withExit(Phase.RELEASING, exit.again());
            return Turn.NONE;
        }
        return over(Turn.RELEASE_LOST, sight);
    }

    /**
     * Leaves a release out that may not be written any more: the session through which the seat is held ends, or will be
     * revoked, and whoever sees that takes the seat (R1 b).
     *
     * @param standing this process
     */
    public Turn leaveUnreleased(Standing standing) {
        Tenure tenure = state.tenure();
        return state.phase() == Phase.RELEASING && tenure != null && !standing.isReleasable(tenure.incarnation())
                ? over(Turn.RELEASE_LOST, state.sight().stale())
                : Turn.NONE;
    }

    private Turn over(Turn turn, ElectionSight sight) {
        state = state.following(sight, null, null);
        return turn;
    }

    /**
     * Does not campaign for a while.
     *
     * @param untilNanos until when
     */
    public void rest(long untilNanos) {
        state = state.resting(untilNanos);
    }

    /** Never acquires again. An acquisition on its way is freed when it turns out to have landed. */
    public void retire() {
        state = state.retired();
    }

    // ---- for the driver --------------------------------------------------------------------------------------------

    /** Whether a session has anything in this election that it could lose. */
    public boolean occupies(UUID incarnation) {
        Tenure tenure = state.tenure();
        Claim claim = state.claim();
        return (tenure != null && tenure.incarnation().equals(incarnation))
                || (claim != null && claim.incarnation().equals(incarnation));
    }

    /** Whether nothing of this machine is on its way, held, or able to land late. */
    public boolean isSettled() {
        return state.isIdle() && state.stray() == null;
    }

    /** Whether an answer is missing that only a read of the record can give. */
    public boolean isUnresolved() {
        Claim claim = state.claim();
        Exit exit = state.exit();
        return (claim != null && claim.answered()) || (exit != null && exit.answered());
    }

    /**
     * When the seat opens to this process by the mere passing of time.
     *
     * @param standing this process
     * @return the time; null if it does not
     */
    public @Nullable Long opensAtNanos(Standing standing) {
        return SeatRule.opensAtNanos(state, standing);
    }
}
