// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import static org.election4j.simulator.explore.Units.FAST;
import static org.election4j.simulator.explore.Units.SLOW;

import java.util.List;
import org.election4j.simulator.explore.Scope.Feature;

/**
 * The named scopes. The small ones run with every build; the large ones by hand, with memory and patience.
 *
 * <p>In a coarse scope one step of real time is two of a fine one: a lease is two steps, so a leader that renews once in a
 * step outlives several, and nothing is to spare between the end of a belief and the first revoke.
 */
final class Scopes {

    private static final int COARSE_SLOW = 2 * SLOW;
    private static final int COARSE = 2 * FAST;

    private Scopes() {}

    /** The scopes that run with every build: a minute and a half together, with a processor of their own. */
    static List<Scope> small() {
        return List.of(
                core(),
                secondIncarnation(),
                unanswered(),
                duplicated(),
                rates(),
                changingRates(),
                slowReads(),
                resignation(),
                resignationUnanswered(),
                handover(),
                leaving(),
                failover(),
                deletedSession(),
                cloned(),
                storeClock());
    }

    /** The scopes that take minutes to hours. */
    static List<Scope> large() {
        return List.of(
                deletedElection(),
                collection(),
                killed(),
                unansweredHeartbeat(),
                duplicatedHeartbeat(),
                twice(),
                jumps(),
                unansweredTwice(),
                slowHeartbeat(),
                clonedAgain(),
                clonedBeside(),
                fine(),
                leavingInDoubt(),
                failoverWatched(),
                failoverAnyTime(),
                longerLease(),
                twoFailovers(),
                sameEpochTwice());
    }

    private static Scope coarse(String name, String sees) {
        return new Scope(name, sees)
                .rates(COARSE, COARSE)
                .sessionsEach(1)
                .with(Feature.SWIFT_HEARTBEATS)
                .upTo(Budget.ACQUISITIONS, 2)
                .expects(Witness.LED, Witness.RENEWED_TWICE, Witness.STOPPED_IN_TIME, Witness.REVOKED)
                .expects(Witness.REVOKE_LOST_TO_RENEWAL, Witness.TAKEN_OVER, Witness.RENEWED_WHILE_DRAINING);
    }

    /** Of a store that fails over once while somebody leads, or is about to. */
    private static Scope losesLeaders(String name, String sees) {
        return new Scope(name, sees)
                .rates(COARSE, COARSE)
                .sessionsEach(1)
                .epochs()
                .with(Feature.SWIFT_HEARTBEATS)
                .with(Feature.FAILS_OVER_LEADERS)
                .upTo(Budget.ACQUISITIONS, 2)
                .upTo(Budget.FAILOVERS, 1);
    }

    static Scope core() {
        return coarse("core", "a leader, its heartbeats, the revoke by a rival");
    }

    static Scope secondIncarnation() {
        return coarse("second-incarnation", "two sessions each, one after the other")
                .sessionsEach(2)
                .expects(Witness.SECOND_INCARNATION_LED);
    }

    static Scope unanswered() {
        return coarse("unanswered", "one answer that never comes; its write is lost, lands, or lands late")
                .upTo(Budget.UNKNOWNS, 1)
                .expects(Witness.LATE_WRITE_LANDED, Witness.LATE_ACQUISITION_LANDED)
                .expects(Witness.OWN_HEARTBEAT_RECOGNISED, Witness.OWN_ACQUISITION_RECOGNISED)
                .expects(Witness.STRAY_TAKEN_BACK);
    }

    static Scope duplicated() {
        return coarse("duplicated", "one write is delivered twice; its answer says that it was refused")
                .upTo(Budget.DUPLICATES, 1)
                .expects(Witness.APPLIED_YET_REJECTED, Witness.OWN_ACQUISITION_RECOGNISED)
                .expects(Witness.STRAY_TAKEN_BACK);
    }

    static Scope rates() {
        return coarse("rates", "one clock as slow, the other as fast as promised; heartbeats that travel")
                .rates(COARSE_SLOW, COARSE);
    }

    static Scope slowHeartbeat() {
        return coarse("slow-heartbeat", "heartbeats that land after their sender has given them up")
                .upTo(Budget.SLOW_HEARTBEATS, 1)
                .expects(Witness.LATE_WRITE_LANDED, Witness.SLOW_HEARTBEAT_RECOGNISED);
    }

    static Scope slowReads() {
        return new Scope("slow-reads", "reads whose request and whose answer travel")
                .rates(COARSE, COARSE)
                .sessionsEach(1)
                .with(Feature.SWIFT_HEARTBEATS)
                .with(Feature.READS_ON_THEIR_WAY)
                .upTo(Budget.ACQUISITIONS, 1)
                .expects(Witness.LED, Witness.RENEWED_TWICE, Witness.REVOKED, Witness.REVOKE_LOST_TO_RENEWAL);
    }

    static Scope resignation() {
        return coarse("resignation", "a leader resigns")
                .upTo(Budget.RESIGNATIONS, 1)
                .expects(Witness.FREED);
    }

    static Scope resignationUnanswered() {
        return coarse(
                        "resignation-unanswered",
                        "a leader resigns; one answer never comes; its write is lost, lands, or lands late")
                .upTo(Budget.RESIGNATIONS, 1)
                .upTo(Budget.UNKNOWNS, 1)
                .expects(Witness.OWN_RELEASE_RECOGNISED);
    }

    static Scope handover() {
        return coarse("handover", "a leader hands over to the other")
                .upTo(Budget.HANDOVERS, 1)
                .expects(Witness.HANDED_OVER, Witness.HANDOVER_TAKEN, Witness.HANDOVER_EXPIRED);
    }

    static Scope leaving() {
        return coarse("leaving", "a candidate is closed")
                .upTo(Budget.LEAVINGS, 1)
                .expects(Witness.LEFT, Witness.FREED);
    }

    static Scope deletedSession() {
        return coarse("deleted-session", "somebody deletes a session")
                .upTo(Budget.DELETIONS, 1)
                .with(Feature.DELETES_SESSIONS)
                .expects(Witness.TOMBSTONE_WRITTEN);
    }

    static Scope collection() {
        return coarse("collection", "an ended session is collected")
                .upTo(Budget.COLLECTIONS, 1)
                .upTo(Budget.LEAVINGS, 1)
                .expects(Witness.COLLECTED);
    }

    static Scope deletedElection() {
        return coarse("deleted-election", "somebody deletes the record of an election that its holder looks after (H9)")
                .upTo(Budget.DELETIONS, 1)
                .with(Feature.TIMELY_LOOKS)
                .expects(Witness.SUSPECTED, Witness.SUSPECT_TAKEN, Witness.RECORD_CHANGE_SEEN);
    }

    static Scope storeClock() {
        return new Scope("store-clock", "the store's clock steps by a lease, forth or back; one acquisition")
                .rates(COARSE, COARSE)
                .sessionsEach(1)
                .with(Feature.SWIFT_HEARTBEATS)
                .storeClock(COARSE)
                .upTo(Budget.JUMPS, 1)
                .upTo(Budget.ACQUISITIONS, 1)
                .expects(Witness.LED, Witness.RENEWED_TWICE, Witness.REVOKED)
                .expects(Witness.CLOCK_JUMPED, Witness.REVOKE_REFUSED_BY_CLOCK, Witness.REVOKED_WITHOUT_CLOCK);
    }

    static Scope failover() {
        return losesLeaders(
                        "failover", "a leader is lost in a failover and cut off; the other candidate comes after it")
                .with(Feature.SWIFT_SETTLING)
                .with(Feature.LATECOMERS)
                .with(Feature.CUT_OFF)
                .expects(Witness.LED, Witness.RENEWED_TWICE, Witness.FAILED_OVER_WITH_LOSS, Witness.LOST_A_LEADER)
                .expects(Witness.GUARD_REFUSED, Witness.LED_AFTER_FAILOVER);
    }

    // ---- large -----------------------------------------------------------------------------------------------------

    private static Scope killed() {
        return coarse("killed", "two sessions each; a process is killed and started anew under its id")
                .sessionsEach(2)
                .upTo(Budget.CRASHES, 1)
                .expects(Witness.SECOND_INCARNATION_LED);
    }

    private static Scope unansweredHeartbeat() {
        return new Scope("unanswered-heartbeat", "heartbeats that travel; one request is lost, lands, or lands late")
                .rates(COARSE, COARSE)
                .sessionsEach(1)
                .upTo(Budget.ACQUISITIONS, 2)
                .upTo(Budget.UNKNOWNS, 1)
                .expects(Witness.LED, Witness.RENEWED_TWICE, Witness.STOPPED_IN_TIME, Witness.REVOKED)
                .expects(Witness.TAKEN_OVER, Witness.LATE_WRITE_LANDED, Witness.OWN_HEARTBEAT_RECOGNISED);
    }

    private static Scope duplicatedHeartbeat() {
        return new Scope("duplicated-heartbeat", "heartbeats that travel; one write is delivered twice")
                .rates(COARSE, COARSE)
                .sessionsEach(1)
                .upTo(Budget.ACQUISITIONS, 2)
                .upTo(Budget.DUPLICATES, 1)
                .expects(Witness.LED, Witness.RENEWED_TWICE, Witness.STOPPED_IN_TIME, Witness.REVOKED)
                .expects(Witness.TAKEN_OVER, Witness.APPLIED_YET_REJECTED, Witness.OWN_HEARTBEAT_RECOGNISED);
    }

    private static Scope twice() {
        return coarse("twice", "a leader resigns; one request is delivered twice, one is never answered")
                .upTo(Budget.RESIGNATIONS, 1)
                .upTo(Budget.DUPLICATES, 1)
                .upTo(Budget.UNKNOWNS, 1)
                .expects(Witness.FREED, Witness.APPLIED_YET_REJECTED, Witness.LATE_WRITE_LANDED)
                .expects(Witness.OWN_RELEASE_RECOGNISED);
    }

    private static Scope jumps() {
        return coarse("jumps", "the store's clock steps by a lease, forth or back; two acquisitions")
                .storeClock(COARSE)
                .upTo(Budget.JUMPS, 1)
                .expects(Witness.CLOCK_JUMPED, Witness.REVOKE_REFUSED_BY_CLOCK, Witness.REVOKED_WITHOUT_CLOCK);
    }

    private static Scope unansweredTwice() {
        return coarse("unanswered-twice", "two answers that never come, two late writes at a time")
                .upTo(Budget.UNKNOWNS, 2)
                .lateWrites(2)
                .expects(Witness.LATE_WRITE_LANDED, Witness.LATE_ACQUISITION_LANDED)
                .expects(Witness.OWN_HEARTBEAT_RECOGNISED, Witness.OWN_ACQUISITION_RECOGNISED);
    }

    private static Scope fine() {
        return new Scope("fine", "a lease of four steps, one slow and one fast clock, heartbeats that travel")
                .rates(SLOW, FAST)
                .sessionsEach(1)
                .upTo(Budget.ACQUISITIONS, 2)
                .expects(Witness.LED, Witness.RENEWED_TWICE, Witness.STOPPED_IN_TIME, Witness.REVOKED)
                .expects(Witness.REVOKE_LOST_TO_RENEWAL, Witness.TAKEN_OVER);
    }

    static Scope changingRates() {
        return coarse("changing-rates", "clocks whose rates change within the band from step to step")
                .changingRates(2);
    }

    private static Scope cloned() {
        return copied("cloned", "a process is copied while it runs").sessionsEach(1);
    }

    private static Scope clonedAgain() {
        return copied("cloned-again", "the same; two sessions each, and a leader that resigns")
                .sessionsEach(2)
                .upTo(Budget.RESIGNATIONS, 1);
    }

    private static Scope clonedBeside() {
        return copied("cloned-beside", "the same beside a third process; a leader resigns")
                .rates(COARSE, COARSE, COARSE)
                .sessionsEach(1)
                .upTo(Budget.RESIGNATIONS, 1);
    }

    private static Scope copied(String name, String sees) {
        return new Scope(name, sees)
                .rates(COARSE, COARSE)
                .with(Feature.SWIFT_HEARTBEATS)
                .upTo(Budget.ACQUISITIONS, 2)
                .upTo(Budget.CLONES, 1)
                .expects(Witness.LED, Witness.RENEWED_TWICE, Witness.STOPPED_IN_TIME);
    }

    private static Scope failoverWatched() {
        return losesLeaders(
                        "failover-watched",
                        "a leader is lost in a failover and cut off; the other candidate watched it before")
                .with(Feature.SWIFT_SETTLING)
                .with(Feature.CUT_OFF)
                .expects(Witness.LED, Witness.RENEWED_TWICE, Witness.FAILED_OVER_WITH_LOSS, Witness.LOST_A_LEADER)
                .expects(Witness.GUARD_REFUSED, Witness.LED_AFTER_FAILOVER);
    }

    /** The record of the store is lost with all the rest, and is made anew by a process whose own lease is half as long. */
    private static Scope differentLeases(String name, String sees) {
        return losesLeaders(name, sees)
                .with(Feature.COLD_STORE)
                .with(Feature.LONG_LEASE)
                .with(Feature.SWIFT_SETTLING)
                .with(Feature.LATECOMERS)
                .with(Feature.CUT_OFF);
    }

    private static Scope longerLease() {
        return differentLeases(
                        "longer-lease",
                        "a failover loses a leader and the record of the store; the other lease is shorter")
                .expects(Witness.LED, Witness.LOST_A_LEADER, Witness.LED_AFTER_FAILOVER);
    }

    private static Scope leavingInDoubt() {
        return losesLeaders("leaving-in-doubt", "a candidate is closed while the epoch is in doubt, or not settled")
                .with(Feature.SWIFT_SETTLING)
                .with(Feature.LATECOMERS)
                .upTo(Budget.LEAVINGS, 1)
                .expects(Witness.LED, Witness.LEFT, Witness.GUARD_REFUSED, Witness.LED_AFTER_FAILOVER);
    }

    private static Scope failoverAnyTime() {
        return new Scope("failover-any-time", "both candidates are there from the start; settling takes its time")
                .rates(COARSE, COARSE)
                .sessionsEach(1)
                .epochs()
                .with(Feature.SWIFT_HEARTBEATS)
                .upTo(Budget.ACQUISITIONS, 2)
                .upTo(Budget.FAILOVERS, 1)
                .expects(Witness.LED, Witness.LOST_A_LEADER, Witness.LED_AFTER_FAILOVER, Witness.QUARANTINED);
    }

    private static Scope twoFailovers() {
        return failoverTwice("two-failovers", "two failovers; the second can bring an older record of the store back");
    }

    private static Scope sameEpochTwice() {
        return failoverTwice("same-epoch-twice", "two promotions that choose the same name for their epoch")
                .with(Feature.SAME_EPOCH_TWICE);
    }

    private static Scope failoverTwice(String name, String sees) {
        return new Scope(name, sees)
                .rates(COARSE, COARSE)
                .sessionsEach(1)
                .epochs()
                .with(Feature.SWIFT_HEARTBEATS)
                .with(Feature.LATECOMERS)
                .with(Feature.CUT_OFF)
                .with(Feature.FAILS_OVER_LEADERS)
                .with(Feature.TWO_STANDBYS)
                .upTo(Budget.ACQUISITIONS, 2)
                .upTo(Budget.FAILOVERS, 2)
                .expects(Witness.LED, Witness.LOST_A_LEADER, Witness.LED_AFTER_FAILOVER, Witness.QUARANTINED);
    }

    // ---- what the rules do not promise -----------------------------------------------------------------------------

    /** Scopes in which something breaks that was never promised: the search has to find it. */
    static List<Scope> beyond() {
        return List.of(
                coarse("clocks-out-of-band", "a holder whose clock runs at half the rate of the rival's")
                        .rates(SLOW, COARSE),
                coarse("store-clock-alone", "rivals that trust the store's clock (R4), which steps forward")
                        .storeClock(COARSE)
                        .upTo(Budget.JUMPS, 1)
                        .with(Feature.STORE_CLOCK_ALONE),
                differentLeases(
                                "creators-lease",
                                "the same, but who makes the record anew waits for its own lease only")
                        .with(Feature.CREATORS_LEASE),
                coarse("deleted-unseen", "the record of an election is deleted before everybody has seen it")
                        .upTo(Budget.DELETIONS, 1)
                        .with(Feature.DELETES_ANY_TIME)
                        .with(Feature.TIMELY_LOOKS));
    }
}
