// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.time.Duration;
import java.util.UUID;
import org.election4j.internal.machine.CampaignState;
import org.election4j.internal.machine.ElectionSight;
import org.election4j.internal.machine.RivalWatch;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.internal.machine.SettlementMachine;
import org.election4j.simulator.explore.Scope.Feature;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/** The part of one process in a fingerprint. */
@SuppressWarnings("EnumOrdinal") // no number outlives the search
final class ProcessPrint {

    private final Scope scope;
    private final Names names;
    private final Fingerprint all;
    private final long longest;
    private final long watched;
    private long released;
    private long copied;
    private @Nullable UUID own;

    ProcessPrint(Scope scope, Names names, Fingerprint all) {
        this.scope = scope;
        this.names = names;
        this.all = all;
        this.longest = scope.timings(0).leaseNanos();
        // With a clock in the store the condition on it is dropped after two leases (R3).
        this.watched = scope.storeRate() > 0 ? 2 * longest : longest;
    }

    void add(ProcessState process, boolean swapped) {
        long now = process.clock();
        CampaignState.Exit exit = process.campaign().exit();
        released = exit == null ? Long.MAX_VALUE : exit.after();
        copied = process.copiedAt();
        own = process.identity() == null ? null : process.identity().incarnation();
        names.add(copied == ProcessState.NEVER ? 0 : copied == ProcessState.UNTIL_DRAINED ? 2 : 1);
        names.add(process.leaving());
        names.add(process.sessions());
        names.add(process.lapsed());
        names.add(process.recordLost());
        names.add(now - process.lastSentNanos() > 0);
        Long left = process.protectedUntilNanos();
        names.add(left == null ? -1 : ahead(left, now));
        if (scope.has(Feature.TIMELY_LOOKS)) {
            names.add(age(process.heldReadNanos(), now, 4L * Units.FAST * Units.UNIT_NANOS));
        }
        add(process, process.session(), now);
        add(process.campaign(), now, swapped);
        add(process.rival(), now, swapped);
        if (scope.failsOver()) {
            add(process.settlement(), now, swapped);
        }
        add(process.heartbeatCall(), swapped);
        add(process.campaignCall(), swapped);
    }

    /** How long until then; over is over. */
    private static long ahead(long time, long now) {
        return Math.max(0, time - now) / Units.UNIT_NANOS;
    }

    /** How long since then; long enough is long enough. */
    private static long age(long time, long now, long enough) {
        return Math.min(enough, now - time) / Units.UNIT_NANOS;
    }

    // ---- the session -----------------------------------------------------------------------------------------------

    private void add(ProcessState process, SessionMachine.@Nullable State session, long now) {
        if (session == null || process.identity() == null) {
            names.add(-1);
            return;
        }
        all.addId(process.identity().incarnation());
        all.addEpoch(process.identity().epoch());
        names.add(session.phase().ordinal());
        all.add(session.acked());
        addNumber(session.ackedNumber());
        add(session.inFlight(), now);
        add(session.unresolved(), now);
        for (SessionMachine.Write write : session.slow()) {
            // A create that is tried again counts from the first try, if a read shows it.
            if (write.kind() == SessionMachine.Kind.CREATE || all.isSeenAgain(write.nonce())) {
                add(write, now);
            }
        }
        names.add(-4);
        names.add(session.acked() == null ? -1 : ahead(session.validUntilNanos(), now));
        names.add(session.reason() == null ? 0 : session.reason().chosen() ? 1 : 2);
    }

    private void add(SessionMachine.@Nullable Write write, long now) {
        if (write == null) {
            names.add(-1);
        } else {
            names.add(write.kind().ordinal());
            all.addId(write.nonce());
            addNumber(write.number());
            names.add(age(write.sentNanos(), now, longest));
        }
    }

    /** All that counts is whether it was begun before the drain, and before the copy. */
    private void addNumber(long number) {
        names.add((number > released ? 1 : 0) + (number > copied ? 2 : 0));
    }

    // ---- the election ----------------------------------------------------------------------------------------------

    private void add(CampaignState campaign, long now, boolean swapped) {
        names.add(campaign.phase().ordinal());
        names.add(campaign.campaigning());
        add(campaign.sight(), now, swapped);
        CampaignState.Claim claim = campaign.claim();
        names.add(claim == null ? -1 : claim.answered() ? 1 : 0);
        if (claim != null) {
            all.add(claim.next(), swapped);
            all.addId(claim.incarnation());
            all.add(claim.expected());
        }
        CampaignState.Claim stray = campaign.stray();
        names.add(stray == null ? -1 : 1);
        if (stray != null) {
            all.add(stray.next(), swapped);
            all.addId(stray.incarnation());
            all.add(stray.expected());
        }
        CampaignState.Tenure tenure = campaign.tenure();
        names.add(tenure == null ? -1 : 1);
        if (tenure != null) {
            all.add(tenure.record(), swapped);
            all.addId(tenure.incarnation());
        }
        CampaignState.Exit exit = campaign.exit();
        names.add(exit == null ? -1 : exit.answered() ? 1 : 0);
        if (exit != null) {
            all.addSeat(exit.seat(), swapped);
            if (exit.release() != null) {
                all.add(exit.release(), swapped);
            }
        }
    }

    private void add(ElectionSight sight, long now, boolean swapped) {
        StoredRecord found = sight.found();
        names.add(found == null ? (sight.absent() ? -2 : -1) : 1);
        if (found != null) {
            all.add(found.record(), swapped);
        }
        all.addEpoch(sight.epoch());
        names.add(sight.fresh());
        all.addTerm(sight.highestTerm());
        if (scope.losesHistory()) {
            all.addId(sight.highestHolder());
        }
        Long suspect = sight.suspectSinceNanos();
        names.add(suspect == null ? -1 : age(suspect, now, longest));
        boolean handover = sight.record() != null && sight.record().seat() instanceof ElectionRecord.Handover;
        ElectionRecord.Held held = sight.holder();
        boolean mine = held != null && held.incarnation().equals(own);
        boolean counts = handover || mine || (scope.losesHistory() && sight.absent());
        names.add(counts ? age(sight.sinceNanos(), now, longest) : -1);
    }

    // ---- the holder's session, and the epoch -----------------------------------------------------------------------

    private void add(@Nullable Rival rival, long now, boolean swapped) {
        if (rival == null) {
            names.add(-1);
            return;
        }
        RivalWatch.State state = rival.state();
        all.addId(rival.incarnation());
        names.add(state.found() == null ? (state.absent() ? -2 : -1) : 1);
        names.add(state.ended());
        all.addEpoch(state.epoch());
        if (state.found() != null) {
            all.add(state.found().record(), swapped);
            Duration remaining = state.found().remaining();
            if (remaining != null) {
                names.add(ahead(state.seenNanos() + remaining.toNanos(), now));
            }
        }
        boolean counts = !state.ended() && rival.machine().seen();
        names.add(counts ? age(state.sinceNanos(), now, watched) : -1);
    }

    private void add(SettlementMachine.State settlement, long now, boolean swapped) {
        all.addEpoch(settlement.epoch() == null ? "" : settlement.epoch());
        names.add(settlement.looked());
        StoredRecord found = settlement.found();
        names.add(found == null ? -1 : 1);
        if (found != null) {
            all.add(found.record(), swapped);
            names.add(age(settlement.sinceNanos(), now, longest));
        }
    }

    // ---- calls -----------------------------------------------------------------------------------------------------

    private void add(@Nullable Call call, boolean swapped) {
        if (call == null) {
            names.add(-1);
            return;
        }
        names.add(call.purpose().ordinal());
        all.addId(call.askedUnder());
        if (call.write() != null && call.isOnItsWay()) {
            all.add(call.write(), swapped);
        } else if (call.write() != null) {
            all.addId(call.write().next().nonce());
        }
        if (call.outcome() != null) {
            names.add(call.outcome() instanceof WriteOutcome.Applied ? 1 : 2);
            all.addEpoch(epochOf(call.outcome()));
        }
        if (call.found() instanceof ReadOutcome.Found found) {
            all.add(found.stored().record(), swapped);
            all.addEpoch(found.stamp().epoch());
        } else if (call.found() instanceof ReadOutcome.Absent absent) {
            names.add(-5);
            all.addEpoch(absent.stamp().epoch());
        }
    }

    private static String epochOf(WriteOutcome outcome) {
        if (outcome instanceof WriteOutcome.Applied applied) {
            return applied.stamp().epoch();
        }
        return ((WriteOutcome.Rejected) outcome).stamp().epoch();
    }
}
