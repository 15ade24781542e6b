// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.StoredRecord;
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
 *       believed in only if it is the latest one.
 *   <li>H4: as long as an abandoned acquisition can still land (its expected version has not moved) the record is looked
 *       at; should it name this process, it is taken with a higher term, or freed.
 *   <li>H5, H6: a leadership that began to stop is never LEADING again.
 *   <li>H7: the release is written only after {@link #drained}; it keeps the term.
 *   <li>Only an acquisition changes the term, and only upwards.
 * </ul>
 */
public final class CampaignMachine {

    /** How far above everything seen a term jumps when history may have been lost: an absent record, another epoch. */
    static final long LOST_HISTORY_JUMP = 1_000_000;

    /** What this process does in the election. */
    public enum Phase {
        /** Neither leads nor drains. */
        FOLLOWING,
        /** An acquisition is on its way. */
        ACQUIRING,
        /** Leads, as far as the session is valid. */
        LEADING,
        /** The stop signal was given. */
        DRAINING,
        /** User code has returned; the seat is being given up. */
        RELEASING
    }

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

    /**
     * An acquisition that is on its way or unresolved.
     *
     * @param next what it writes
     * @param incarnation the session it is made for
     * @param expected what it expects; null for absence
     * @param answered whether it was answered, but not by "applied"
     */
    public record Claim(
            ElectionRecord next, UUID incarnation, @Nullable Version expected, boolean answered) {}

    /**
     * Acquisitions given up that can still land.
     *
     * @param expected the version they all expect; null for absence
     * @param nonces their nonces
     */
    public record Ghosts(@Nullable Version expected, Set<UUID> nonces) {}

    /**
     * What is held.
     *
     * @param version the version of the record, by a write known to be applied
     * @param record the record
     * @param incarnation the session it is held through
     */
    public record Tenure(Version version, ElectionRecord record, UUID incarnation) {}

    /**
     * How the seat is to be given up.
     *
     * @param seat what to write; null if there is nothing to give up
     * @param nonce of the release on its way or unresolved; null if none
     * @param answered whether it was answered, but not by "applied"
     */
    public record Exit(
            ElectionRecord.@Nullable Seat seat, @Nullable UUID nonce, boolean answered) {}

    /**
     * All there is to know.
     *
     * @param phase what this process does
     * @param sight what it has seen
     * @param claim the acquisition on its way or unresolved; null if none
     * @param ghosts acquisitions given up that can still land; null if none
     * @param tenure what is held; null unless leading, draining or releasing
     * @param exit how it is given up; null unless draining or releasing
     * @param restUntilNanos until when not to campaign; null if not resting
     * @param campaigning whether to acquire at all
     */
    public record State(
            Phase phase,
            ElectionSight sight,
            @Nullable Claim claim,
            @Nullable Ghosts ghosts,
            @Nullable Tenure tenure,
            @Nullable Exit exit,
            @Nullable Long restUntilNanos,
            boolean campaigning) {}

    private final String name;
    private State state;

    /**
     * Starts as a follower.
     *
     * @param name the election
     * @param campaigning false for an observer
     */
    public CampaignMachine(String name, boolean campaigning) {
        this.name = name;
        this.state = new State(Phase.FOLLOWING, ElectionSight.NOTHING, null, null, null, null, null, campaigning);
    }

    /** The whole state. */
    public State state() {
        return state;
    }

    /** Puts a state back that {@link #state()} gave. */
    public void restore(State saved) {
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
        Guard guard = standing.guard();
        ElectionSight sight = state.sight;
        if (!isIdle() || !state.campaigning || isResting(now) || guard == null || !standing.usable()) {
            return false;
        }
        if (!sight.fresh() || !sight.epoch().equals(guard.epoch()) || isQuarantined(now, standing)) {
            return false;
        }
        return isOpen(now, standing, holderEnded);
    }

    private boolean isIdle() {
        return state.phase == Phase.FOLLOWING && state.claim == null;
    }

    /** Whether a rest is not over yet. */
    public boolean isResting(long now) {
        Long until = state.restUntilNanos;
        return until != null && now - until < 0;
    }

    private boolean isQuarantined(long now, Standing standing) {
        Long since = state.sight.suspectSinceNanos();
        return since != null && now - since < standing.maxLeaseNanos();
    }

    private boolean isOpen(long now, Standing standing, boolean holderEnded) {
        ElectionRecord record = state.sight.record();
        if (record == null) {
            return state.sight.absent();
        }
        if (record.seat() instanceof ElectionRecord.Held held) {
            return holderEnded || standing.isMine(held) && isGhost(record.nonce());
        }
        if (record.seat() instanceof ElectionRecord.Handover handover) {
            return handover.candidateId().equals(standing.candidateId())
                    || now - state.sight.sinceNanos() >= handover.window().toNanos();
        }
        return true;
    }

    private boolean isGhost(UUID nonce) {
        return state.ghosts != null && state.ghosts.nonces.contains(nonce);
    }

    /**
     * Begins an acquisition.
     *
     * @param now the time
     * @param wallClock the date, for the term's floor and for people
     * @param standing this process
     * @param holderEnded whether the session of the holder seen is known to have ended
     * @param nonce a fresh random id
     * @return the write; null if the seat may not be taken now
     */
    public @Nullable CompareAndSet acquire(
            long now, Instant wallClock, Standing standing, boolean holderEnded, UUID nonce) {
        if (!standing.mayAcquire() || !wants(now, standing, holderEnded)) {
            return null;
        }
        Guard guard = requireNonNull(standing.guard());
        UUID incarnation = requireNonNull(standing.incarnation());
        ElectionRecord seen = state.sight.record();
        ElectionRecord next = new ElectionRecord(
                name,
                nextTerm(seen, guard.epoch(), wallClock),
                new ElectionRecord.Held(incarnation, standing.candidateId(), standing.address(), standing.lease()),
                wallClock,
                seen == null ? 1 : seen.changes() + 1,
                guard.epoch(),
                nonce);
        Claim claim = new Claim(next, incarnation, state.sight.version(), false);
        state = new State(Phase.ACQUIRING, state.sight, claim, state.ghosts, null, null, null, state.campaigning);
        return new CompareAndSet(claim.expected, next, guard);
    }

    private long nextTerm(@Nullable ElectionRecord seen, String epoch, Instant wallClock) {
        long recorded = seen == null ? 0 : seen.term();
        long base = Math.max(Math.max(recorded, state.sight.highestTerm()) + 1, wallClock.toEpochMilli());
        boolean historyLost = seen == null || !seen.epoch().equals(epoch);
        return historyLost ? base + LOST_HISTORY_JUMP : base;
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
        Claim claim = state.claim;
        if (state.phase != Phase.ACQUIRING
                || claim == null
                || !claim.next.nonce().equals(nonce)) {
            return Turn.NONE;
        }
        if (outcome instanceof WriteOutcome.Applied applied
                && applied.stamp().epoch().equals(claim.next.epoch())) {
            StoredRecord stored = new StoredRecord(claim.next, applied.version(), null);
            return won(claim, state.sight.see(stored, applied.stamp(), now), applied.version(), standing);
        }
        Claim answered = new Claim(claim.next, claim.incarnation, claim.expected, true);
        state = new State(
                Phase.FOLLOWING,
                state.sight.stale(),
                answered,
                state.ghosts,
                null,
                null,
                state.restUntilNanos,
                state.campaigning);
        return Turn.NONE;
    }

    /** The record names this process through the write that was claimed: lead, or free it if that came too late (H4). */
    private Turn won(Claim claim, ElectionSight sight, Version version, Standing standing) {
        Tenure tenure = new Tenure(version, claim.next, claim.incarnation);
        boolean leads = state.campaigning && standing.usable() && standing.is(claim.incarnation);
        Exit exit = leads ? null : new Exit(new ElectionRecord.Free(), null, false);
        state = new State(
                leads ? Phase.LEADING : Phase.RELEASING,
                sight,
                null,
                null,
                tenure,
                exit,
                state.restUntilNanos,
                state.campaigning);
        return leads ? Turn.GAINED : Turn.NONE;
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
        if (outcome instanceof ReadOutcome.Unknown || state.phase == Phase.ACQUIRING) {
            return Turn.NONE;
        }
        boolean wasSuspect = state.sight.suspectSinceNanos() != null;
        ElectionSight sight = state.sight.see(outcome, receipt);
        Turn turn = switch (state.phase) {
            case LEADING, DRAINING -> verified(sight);
            case RELEASING -> releaseRead(sight);
            default -> followed(sight, standing);
        };
        boolean suspect = sight.suspectSinceNanos() != null;
        return turn == Turn.NONE && suspect && !wasSuspect ? Turn.SUSPICIOUS : turn;
    }

    /** H9: the record I hold has to be the one I wrote. */
    private Turn verified(ElectionSight sight) {
        Tenure tenure = requireNonNull(state.tenure);
        if (sight.shows(tenure.version)) {
            return Turn.NONE;
        }
        boolean wasLeading = state.phase == Phase.LEADING;
        state = new State(
                Phase.DRAINING,
                sight,
                null,
                null,
                tenure,
                new Exit(null, null, false),
                state.restUntilNanos,
                state.campaigning);
        return wasLeading ? Turn.RECORD_CHANGED : Turn.NONE;
    }

    private Turn followed(ElectionSight sight, Standing standing) {
        Claim claim = state.claim;
        StoredRecord found = sight.found();
        if (claim != null && found != null && found.version().nonce().equals(claim.next.nonce())) {
            return won(claim, sight, found.version(), standing);
        }
        Ghosts ghosts = ghostsAfter(claim, sight);
        state = new State(Phase.FOLLOWING, sight, null, ghosts, null, null, state.restUntilNanos, state.campaigning);
        boolean stray = found != null && isGhost(found.version().nonce());
        return stray ? strayed(requireNonNull(found), standing) : Turn.NONE;
    }

    /** Which abandoned acquisitions can still land, or have landed, given what is there now. */
    private @Nullable Ghosts ghostsAfter(@Nullable Claim claim, ElectionSight sight) {
        Set<UUID> nonces = new LinkedHashSet<>();
        Ghosts before = state.ghosts;
        if (before != null) {
            nonces.addAll(before.nonces);
        }
        Version expected = claim != null ? claim.expected : before == null ? null : before.expected;
        if (claim != null) {
            nonces.add(claim.next.nonce());
        }
        Version version = sight.version();
        boolean canLand = sight.shows(expected);
        boolean landed = version != null && nonces.contains(version.nonce());
        return !nonces.isEmpty() && (canLand || landed) ? new Ghosts(expected, Set.copyOf(nonces)) : null;
    }

    /** An abandoned acquisition landed late. R1 (c) lets a candidate that can lead take it over; otherwise it is freed. */
    private Turn strayed(StoredRecord found, Standing standing) {
        ElectionRecord record = (ElectionRecord) found.record();
        ElectionRecord.Held held = record.holder();
        if (held == null || state.campaigning && standing.usable() && standing.isMine(held)) {
            return Turn.NONE;
        }
        Tenure tenure = new Tenure(found.version(), record, held.incarnation());
        state = new State(
                Phase.RELEASING,
                state.sight,
                null,
                null,
                tenure,
                new Exit(new ElectionRecord.Free(), null, false),
                state.restUntilNanos,
                state.campaigning);
        return Turn.NONE;
    }

    /** Something suggests that the record has changed: look before acting. */
    public void doubt() {
        state = new State(
                state.phase,
                state.sight.stale(),
                state.claim,
                state.ghosts,
                state.tenure,
                state.exit,
                state.restUntilNanos,
                state.campaigning);
    }

    // ---- giving up -------------------------------------------------------------------------------------------------

    /**
     * Begins to stop. From here on nothing of this leadership is valid.
     *
     * @param seat what to leave behind after the drain; null if the session or the record is lost anyway
     * @return whether this process was leading
     */
    public boolean stop(ElectionRecord.@Nullable Seat seat) {
        if (state.phase != Phase.LEADING) {
            return false;
        }
        state = withExit(Phase.DRAINING, new Exit(seat, null, false));
        return true;
    }

    /**
     * User code has returned.
     *
     * @param releasable whether the session the seat is held through still has a record that can be held by
     * @return what is left of the leadership
     */
    public Turn drained(boolean releasable) {
        Exit exit = state.exit;
        if (state.phase != Phase.DRAINING || exit == null) {
            return Turn.NONE;
        }
        if (exit.seat == null || !releasable) {
            return over(Turn.RELEASE_LOST, state.sight.stale());
        }
        state = withExit(Phase.RELEASING, exit);
        return Turn.NONE;
    }

    /**
     * Begins the release, if one is to be written now.
     *
     * @param wallClock the date, for people
     * @param guard the settled epoch
     * @param nonce a fresh random id
     * @return the write; null if there is none to send
     */
    public @Nullable CompareAndSet release(Instant wallClock, Guard guard, UUID nonce) {
        Exit exit = state.exit;
        if (state.phase != Phase.RELEASING || exit == null || exit.nonce != null || exit.seat == null) {
            return null;
        }
        Tenure tenure = requireNonNull(state.tenure);
        state = withExit(Phase.RELEASING, new Exit(exit.seat, nonce, false));
        return new CompareAndSet(tenure.version, released(tenure, exit.seat, wallClock, guard, nonce), guard);
    }

    private ElectionRecord released(
            Tenure tenure, ElectionRecord.Seat seat, Instant wallClock, Guard guard, UUID nonce) {
        ElectionRecord held = tenure.record;
        return new ElectionRecord(name, held.term(), seat, wallClock, held.changes(), guard.epoch(), nonce);
    }

    /**
     * Takes the answer to a release.
     *
     * @param nonce the release's
     * @param outcome the answer
     */
    public Turn releaseAnswered(UUID nonce, WriteOutcome outcome) {
        Exit exit = state.exit;
        if (state.phase != Phase.RELEASING || exit == null || !nonce.equals(exit.nonce)) {
            return Turn.NONE;
        }
        if (outcome instanceof WriteOutcome.Applied) {
            return over(Turn.RELEASED, state.sight.stale());
        }
        state = withExit(Phase.RELEASING, new Exit(exit.seat, nonce, true));
        return Turn.NONE;
    }

    private Turn releaseRead(ElectionSight sight) {
        Exit exit = requireNonNull(state.exit);
        Tenure tenure = requireNonNull(state.tenure);
        Version version = sight.version();
        if (version != null && exit.nonce != null && version.nonce().equals(exit.nonce)) {
            return over(Turn.RELEASED, sight);
        }
        if (sight.shows(tenure.version)) {
            state = withExit(Phase.RELEASING, new Exit(exit.seat, null, false));
            return Turn.NONE;
        }
        return over(Turn.RELEASE_LOST, sight);
    }

    private Turn over(Turn turn, ElectionSight sight) {
        state = new State(Phase.FOLLOWING, sight, null, null, null, null, state.restUntilNanos, state.campaigning);
        return turn;
    }

    private State withExit(Phase phase, Exit exit) {
        return new State(
                phase,
                state.sight,
                state.claim,
                state.ghosts,
                state.tenure,
                exit,
                state.restUntilNanos,
                state.campaigning);
    }

    /**
     * Does not campaign for a while.
     *
     * @param untilNanos until when
     */
    public void rest(long untilNanos) {
        state = new State(
                state.phase,
                state.sight,
                state.claim,
                state.ghosts,
                state.tenure,
                state.exit,
                untilNanos,
                state.campaigning);
    }

    /** Never acquires again. An acquisition on its way is freed when it turns out to have landed. */
    public void retire() {
        state = new State(
                state.phase,
                state.sight,
                state.claim,
                state.ghosts,
                state.tenure,
                state.exit,
                state.restUntilNanos,
                false);
    }

    // ---- for the driver --------------------------------------------------------------------------------------------

    /** Whether a session has anything in this election that it could lose. */
    public boolean occupies(UUID incarnation) {
        Tenure tenure = state.tenure;
        Claim claim = state.claim;
        return tenure != null && tenure.incarnation.equals(incarnation)
                || claim != null && claim.incarnation.equals(incarnation);
    }

    /** Whether nothing of this machine is on its way, held, or able to land late. */
    public boolean isSettled() {
        return isIdle() && state.ghosts == null;
    }

    /** Whether an answer is missing that only a read of the record can give. */
    public boolean isUnresolved() {
        return state.claim != null && state.claim.answered
                || state.exit != null && state.exit.nonce != null && state.exit.answered;
    }

    /**
     * When the seat opens to this process by the mere passing of time.
     *
     * @param standing this process
     * @return the time; null if it does not
     */
    public @Nullable Long opensAtNanos(Standing standing) {
        Long opens = state.restUntilNanos;
        Long suspect = state.sight.suspectSinceNanos();
        if (suspect != null) {
            opens = later(opens, suspect + standing.maxLeaseNanos());
        }
        ElectionRecord record = state.sight.record();
        if (record != null && record.seat() instanceof ElectionRecord.Handover handover) {
            opens = later(opens, state.sight.sinceNanos() + handover.window().toNanos());
        }
        return opens;
    }

    private static long later(@Nullable Long one, long other) {
        return one == null || other - one > 0 ? other : one;
    }

    /** The window in which only the named candidate may acquire after a handover. */
    public static Duration handoverWindow(Duration lease) {
        Duration third = lease.dividedBy(3);
        Duration longest = Duration.ofSeconds(5);
        return third.compareTo(longest) < 0 ? third : longest;
    }
}
