// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.election4j.LossReason;
import org.election4j.internal.leadership.ValidityCell;
import org.election4j.internal.machine.CampaignState;
import org.election4j.internal.machine.SessionContent;
import org.election4j.internal.machine.SessionIdentity;
import org.election4j.internal.machine.SessionMachine;
import org.jspecify.annotations.Nullable;

/**
 * The candidate's own session: opens one after the other, and keeps everything in line with the current one. Guarded by
 * the engine's lock.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>The validity cell of a session is sealed in the same step in which the session leaves LIVE.
 *   <li>At most one session machine is not GONE; a new one is opened only after the former is.
 *   <li>Answers carry the generation of the session they were asked under; a session ignores those of earlier ones.
 * </ul>
 */
public final class CandidateSession {

    private static final int LISTED_ELECTIONS = 32;

    private final CandidateEngine engine;
    private @Nullable SessionMachine machine;
    private ValidityCell cell = sealedCell();
    private long generation;
    private long releases;
    private boolean stopAnnounced;

    CandidateSession(CandidateEngine engine) {
        this.engine = engine;
    }

    private static ValidityCell sealedCell() {
        ValidityCell sealed = new ValidityCell(0);
        sealed.seal();
        return sealed;
    }

    @Nullable
    public SessionMachine machine() {
        return machine;
    }

    /** The current session's incarnation; null if there is no session. */
    @Nullable
    UUID incarnation() {
        SessionMachine current = machine;
        return current == null ? null : current.identity().incarnation();
    }

    public ValidityCell cell() {
        return cell;
    }

    void seal() {
        cell.seal();
    }

    long generation() {
        return generation;
    }

    public Duration remaining() {
        return Duration.ofNanos(cell.remaining(engine.runtime.ticker()));
    }

    /** Whether the session has anything it could lose. */
    boolean isBusy() {
        UUID incarnation = incarnation();
        return incarnation != null
                && engine.seats.values().stream().anyMatch(seat -> seat.machine.occupies(incarnation));
    }

    /** Whether anything is held through the session, be it led, drained or on its way out. */
    private boolean isHolding(UUID incarnation) {
        return engine.seats.values().stream()
                .map(seat -> seat.machine.state().tenure())
                .anyMatch(tenure -> tenure != null && tenure.incarnation().equals(incarnation));
    }

    SessionContent content() {
        List<String> names = engine.seats.size() > LISTED_ELECTIONS
                ? null
                : engine.seats.values().stream()
                        .filter(seat -> seat.machine.state().campaigning())
                        .map(seat -> seat.name)
                        .toList();
        return new SessionContent(names, releases, engine.census.standbys());
    }

    /**
     * Opens a session if there is none and everything needed for one is known (H1).
     *
     * @return whether one was opened
     */
    boolean open() {
        String epoch = engine.settlement.epoch();
        boolean running = engine.lifecycle() == CandidateEngine.Lifecycle.RUNNING;
        boolean ready = engine.accepted && engine.settlement.looked() && engine.settlement.refusal() == null;
        if (machine == null && running && ready && epoch != null) {
            SessionIdentity identity = new SessionIdentity(
                    engine.runtime.freshId(), engine.settings.id(), engine.settings.address(), epoch);
            engine.timings = engine.settings.timings().within(engine.settlement.allowed());
            machine = new SessionMachine(identity, engine.timings);
            generation++;
            releases = 0;
            stopAnnounced = false;
            cell = sealedCell();
            return true;
        }
        return false;
    }

    /** Takes notice of the epoch of an answer to a request sent under the given generation. */
    void seeEpoch(String epoch, long askedUnder) {
        engine.settlement.seeEpoch(epoch);
        SessionMachine current = machine;
        if (current != null && askedUnder == generation && !current.sameEpoch(epoch)) {
            stepped(engine.now());
        }
    }

    /** Looks at the clock before something else is taken for a reason: what was due by time ended by time. */
    void lookAtClock(long now) {
        SessionMachine current = machine;
        if (current != null) {
            current.tick(now, isBusy());
            stepped(now);
        }
    }

    /** Whether the session had to stop by now, whatever else has become known. */
    boolean wasDue(long now) {
        return machine != null && now - machine.stopAtNanos() >= 0;
    }

    /** Brings everything in line with the session after its machine has moved. */
    void stepped(long now) {
        SessionMachine current = machine;
        if (current == null) {
            return;
        }
        // A session whose validity has lapsed while nothing was held is LIVE still, but there is nothing to extend.
        if (current.isUsable(now)) {
            extend(current);
        }
        switch (current.state().phase()) {
            case STOPPED, ENDING -> stopped(current, now);
            case GONE -> {
                stopped(current, now);
                gone(current);
            }
            default -> {}
        }
        if (engine.seats.values().stream().anyMatch(seat -> seat.phase() == CampaignState.Phase.RELEASING)) {
            engine.campaign.wake();
        }
    }

    private void extend(SessionMachine current) {
        long stopAt = current.stopAtNanos();
        if (!cell.extend(stopAt)) {
            if (stopsLeaders(current)) {
                return;
            }
            cell = new ValidityCell(stopAt);
            engine.campaign.wake();
        }
        engine.heartbeats.acknowledged(current.state().validUntilNanos() - engine.timings.validityNanos());
        engine.deadlines.arm(stopAt);
        engine.campaign.validityExtended();
    }

    /** Somebody who asked found the time to be over, and sealed the cell: that is the stop, whatever came later. */
    private boolean stopsLeaders(SessionMachine current) {
        boolean leads = engine.seats.values().stream().anyMatch(seat -> seat.phase() == CampaignState.Phase.LEADING);
        if (leads) {
            current.stop(LossReason.RENEWAL_TIMED_OUT);
        }
        return leads;
    }

    private void stopped(SessionMachine current, long now) {
        if (!stopAnnounced) {
            stopAnnounced = true;
            cell.seal();
            LossReason reason = current.state().reason();
            engine.leaderships.stopAll(
                    current.identity().incarnation(), reason == null ? LossReason.SESSION_REVOKED : reason, now);
        }
        endIfDrained();
    }

    /** H7: stops the session for good, because the candidate leaves. */
    void leave(long now) {
        SessionMachine current = machine;
        if (current != null) {
            current.stop(LossReason.CLOSED);
            stepped(now);
        }
    }

    /**
     * The limit of leases is known. A session with a longer one is ended, and the next one is opened within the limit: others
     * may have made the record of the store anew, and wait no longer than that (R5).
     */
    void limited(long now) {
        Duration configured = engine.settings.timings().lease();
        Duration allowed = engine.settlement.allowed();
        String difference = engine.settlement.difference();
        if (configured.compareTo(allowed) > 0) {
            say("the lease is configured as " + configured + ", and the longest lease of this namespace is " + allowed
                    + ", which is used instead, with all intervals in proportion; see LeaseLimits for how to raise it");
        } else if (difference != null) {
            say(difference);
        }
        if (machine != null && engine.timings.lease().compareTo(allowed) > 0) {
            refused(now);
        }
    }

    private void say(String sentence) {
        engine.effect(() -> engine.advice.say(sentence));
    }

    /**
     * Stops the session because this candidate may not take part any more. It could not give up what it leads by a write
     * either, so the session ends and with it everything that is held through it (R5).
     */
    void refused(long now) {
        SessionMachine current = machine;
        if (current != null) {
            current.stop(LossReason.RECORD_CHANGED);
            stepped(now);
        }
    }

    /** Writes the end of a stopped session once nothing is held through it any more (H6, H7). */
    void endIfDrained() {
        SessionMachine current = machine;
        if (current == null || current.state().phase() != SessionMachine.Phase.STOPPED) {
            return;
        }
        if (!isHolding(current.identity().incarnation())) {
            current.end();
            engine.heartbeat.wake();
            if (current.state().phase() == SessionMachine.Phase.GONE) {
                gone(current);
            }
        }
    }

    private void gone(SessionMachine current) {
        if (machine != current) {
            return;
        }
        machine = null;
        if (engine.lifecycle() == CandidateEngine.Lifecycle.RUNNING) {
            engine.heartbeat.wakeAfter(engine.timings.leaseNanos() / 50);
        }
        engine.campaign.wake();
        engine.finishIfDone();
    }

    /** A release was acknowledged: standbys that watch the session only will look. */
    void released() {
        releases++;
        if (!engine.hintsFlow) {
            engine.heartbeat.renewNow();
        }
    }
}
