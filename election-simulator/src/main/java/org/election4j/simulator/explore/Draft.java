// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.SessionRecord;
import org.jspecify.annotations.Nullable;

/** The next world in the making: a mutable copy of the one before. */
final class Draft {

    final Scope scope;
    final Sightings tally;
    ModelStore store;

    @Nullable
    ModelStore standby;

    @Nullable
    ModelStore other;

    final List<ProcessState> processes;
    final List<CompareAndSet> late;
    long spent;
    int steps;
    private long highestTerm;
    private long nextId;

    Draft(Scope scope, Sightings tally, World before) {
        this.scope = scope;
        this.tally = tally;
        this.store = before.store();
        this.standby = before.standby();
        this.other = before.other();
        this.processes = new ArrayList<>(before.processes());
        this.late = new ArrayList<>(before.late());
        this.spent = before.spent();
        this.highestTerm = before.highestTerm();
        this.nextId = before.nextId();
        this.steps = before.steps();
    }

    World done() {
        if (!scope.losesHistory()) {
            processes.replaceAll(this::refused);
        }
        processes.replaceAll(ProcessState::observed);
        return new World(
                store, standby, other, List.copyOf(processes), List.copyOf(late), spent, highestTerm, nextId, steps);
    }

    UUID freshId() {
        return new UUID(0, nextId++);
    }

    /**
     * The date, for the floor of terms. It moves with every acquisition and stands still otherwise: clocks agree better than
     * the time between two acquisitions, which is all that is asked of them.
     */
    Instant date() {
        return Instant.ofEpochMilli(Budget.ACQUISITIONS.spent(spent) * 1L);
    }

    boolean mayStill(Budget budget) {
        return budget.spent(spent) < scope.limit(budget);
    }

    void spend(Budget budget) {
        spent = budget.spend(spent);
    }

    // ---- the store -------------------------------------------------------------------------------------------------

    /** A write reaches the store. */
    boolean land(CompareAndSet write) {
        if (!store.accepts(write)) {
            noticeRefusal(write);
            return false;
        }
        Entry before = store.find(write.next().key());
        if (write.next() instanceof ElectionRecord election) {
            landing(election);
        } else if (write.next() instanceof SessionRecord session) {
            landing(session, before == null ? null : (SessionRecord) before.record());
        }
        store = store.after(write);
        forgetTheDead();
        return true;
    }

    private void noticeRefusal(CompareAndSet write) {
        if (!store.guardHolds(write.guard())) {
            tally.saw(Witness.GUARD_REFUSED);
        } else if (write.onlyIfExpired()
                && ModelStore.versionHolds(
                        write.expected(), store.find(write.next().key()))) {
            tally.saw(Witness.REVOKE_REFUSED_BY_CLOCK);
        }
    }

    private void landing(ElectionRecord election) {
        if (election.holder() != null) {
            Breach.require(
                    election.term() > highestTerm,
                    "term " + election.term() + " was acquired after term " + highestTerm);
            highestTerm = election.term();
        } else {
            tally.saw(election.seat() instanceof ElectionRecord.Free ? Witness.FREED : Witness.HANDED_OVER);
            // A copy does not know what the other one works at, once that one's time is over.
            boolean copied = Budget.CLONES.spent(spent) > 0;
            for (ProcessState process : processes) {
                boolean counts = !copied || (!process.isBorrowed() && Rules.isProtected(process));
                Breach.require(
                        !counts || !Rules.works(process, election.term()),
                        "term " + election.term() + " was given up while " + process.id() + " worked under it");
            }
        }
    }

    private static void landing(SessionRecord session, @Nullable SessionRecord before) {
        Breach.require(
                before == null
                        || before.state() == SessionRecord.State.LIVE
                        || session.state() == SessionRecord.State.ENDED,
                "a session that had ended lives again");
    }

    /** A request on its way that cannot land any more may as well be refused now. */
    private ProcessState refused(ProcessState process) {
        Call heartbeat = process.heartbeatCall();
        Call campaign = process.campaignCall();
        boolean dead = isDead(heartbeat) || isDead(campaign);
        return dead ? process.with(refusedIfDead(heartbeat), refusedIfDead(campaign)) : process;
    }

    private boolean isDead(@Nullable Call call) {
        return call != null
                && call.isOnItsWay()
                && call.write() != null
                && !ModelStore.versionHolds(call.write().expected(), store.find(call.key()));
    }

    private @Nullable Call refusedIfDead(@Nullable Call call) {
        if (call == null || !isDead(call)) {
            return call;
        }
        if (call.purpose() == Call.Purpose.REVOKE) {
            tally.saw(Witness.REVOKE_LOST_TO_RENEWAL);
        }
        return call.landed(store.rejected());
    }

    /** Without failovers and deletions a version never comes back: what expects a former one can never land. */
    void forgetTheDead() {
        if (!scope.failsOver()) {
            late.removeIf(write -> {
                Entry now = store.find(write.next().key());
                boolean canComeBack = write.expected() == null && scope.losesHistory();
                return !canComeBack && !ModelStore.versionHolds(write.expected(), now);
            });
        }
    }

    /** Deletes a record; a failover can undo it like a write. */
    void delete(LeaseRecord record) {
        store = store.without(record.key());
        forgetTheDead();
    }
}
