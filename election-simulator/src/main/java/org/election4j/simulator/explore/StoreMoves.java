// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.UUID;
import org.election4j.internal.machine.CampaignState;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.simulator.explore.Move.Kind;
import org.election4j.simulator.explore.Moves.Sink;
import org.election4j.simulator.explore.Scope.Feature;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.SessionRecord;
import org.jspecify.annotations.Nullable;

/** What happens to the store, and to the time. */
final class StoreMoves {

    private static final int NOBODY = -1;

    private final Scope scope;
    private final Moves moves;

    StoreMoves(Scope scope, Moves moves) {
        this.scope = scope;
        this.moves = moves;
    }

    void from(World world, Sink sink) {
        for (int i = 0; i < world.late().size(); i++) {
            int which = i;
            moves.attempt(Kind.LATE_LANDS, NOBODY, i, world, sink, draft -> landLate(draft, which));
        }
        for (int i = 0; i < scope.rates().size(); i++) {
            int[] units = scope.rates().get(i);
            moves.attempt(Kind.TICK, NOBODY, i, world, sink, draft -> tick(draft, units));
        }
        if (scope.limit(Budget.FAILOVERS) > 0) {
            failovers(world, sink);
        }
        if (scope.limit(Budget.DELETIONS) > 0 || scope.limit(Budget.COLLECTIONS) > 0) {
            deletions(world, sink);
        }
        if (scope.limit(Budget.JUMPS) > 0) {
            int lease = (int) (Units.LEASE_NANOS / Units.UNIT_NANOS);
            moves.attempt(Kind.JUMP, NOBODY, lease, world, sink, draft -> jump(draft, lease));
            moves.attempt(Kind.JUMP, NOBODY, -lease, world, sink, draft -> jump(draft, -lease));
        }
    }

    // ---- time ------------------------------------------------------------------------------------------------------

    private boolean tick(Draft draft, int[] units) {
        if (scope.has(Feature.TIMELY_LOOKS) && draft.processes.stream().anyMatch(StoreMoves::hasToLook)) {
            return false;
        }
        draft.processes.replaceAll(process -> process.later(units[process.index()] * Units.UNIT_NANOS));
        draft.store = draft.store.later(scope.storeRate());
        draft.steps++;
        return true;
    }

    /** H9, where it is kept: a leader looks at its record in every second step. */
    private static boolean hasToLook(ProcessState process) {
        return process.campaign().phase() == Phase.LEADING
                && process.clock() - process.heldReadNanos() >= Units.FAST * Units.UNIT_NANOS;
    }

    private boolean jump(Draft draft, int units) {
        if (!draft.mayStill(Budget.JUMPS)) {
            return false;
        }
        draft.spend(Budget.JUMPS);
        draft.store = draft.store.later(units);
        draft.tally.saw(Witness.CLOCK_JUMPED);
        return true;
    }

    // ---- late writes -----------------------------------------------------------------------------------------------

    private boolean landLate(Draft draft, int which) {
        CompareAndSet write = draft.late.remove(which);
        if (draft.land(write)) {
            draft.tally.saw(Witness.LATE_WRITE_LANDED);
            CampaignLane.noticeLanding(draft.tally, write, null);
            if (write.next() instanceof ElectionRecord election && election.holder() != null) {
                draft.tally.saw(Witness.LATE_ACQUISITION_LANDED);
            }
        }
        return true;
    }

    // ---- failovers -------------------------------------------------------------------------------------------------

    /** A standby stops to follow; later it is promoted, and all that was written in between is lost. */
    private void failovers(World world, Sink sink) {
        if (Budget.FAILOVERS.spent(world.spent()) >= scope.limit(Budget.FAILOVERS)) {
            return;
        }
        boolean idle = world.processes().stream().noneMatch(StoreMoves::hasStakes);
        ModelStore standby = world.standby();
        ModelStore other = world.other();
        // A standby may not even know of the record of the store.
        boolean knowsNothing = scope.has(Feature.COLD_STORE) && standby == null;
        if (idle && scope.has(Feature.FAILS_OVER_LEADERS) && !knowsNothing) {
            return;
        }
        if (standby == null) {
            moves.attempt(Kind.LAG, NOBODY, 0, world, sink, draft -> {
                draft.standby = draft.store;
                return true;
            });
        } else {
            moves.attempt(Kind.FAIL_OVER, NOBODY, 0, world, sink, draft -> {
                draft.standby = null;
                return failOver(draft, standby);
            });
        }
        if (scope.has(Feature.TWO_STANDBYS) && other == null && standby != null) {
            moves.attempt(Kind.LAG, NOBODY, 1, world, sink, draft -> {
                draft.other = draft.store;
                return true;
            });
        } else if (other != null) {
            moves.attempt(Kind.FAIL_OVER, NOBODY, 1, world, sink, draft -> {
                draft.other = null;
                return failOver(draft, other);
            });
        }
    }

    private static boolean hasStakes(ProcessState process) {
        Phase phase = process.campaign().phase();
        return (phase != Phase.FOLLOWING && phase != Phase.RELEASING)
                || process.campaign().claim() != null;
    }

    /** The new epoch: one that was never used, or the one after the last that the standby knows of. */
    private String nextEpoch(Draft draft, ModelStore standby) {
        int known = standby.epoch().charAt(1) - '0';
        int used = Budget.FAILOVERS.spent(draft.spent);
        return "e" + (1 + (scope.has(Feature.SAME_EPOCH_TWICE) ? known : used));
    }

    private boolean failOver(Draft draft, ModelStore standby) {
        notice(draft, standby);
        String epoch = nextEpoch(draft, standby);
        draft.spend(Budget.FAILOVERS);
        draft.store = standby.promoted(epoch, draft.store.clock());
        return true;
    }

    private static void notice(Draft draft, ModelStore standby) {
        if (draft.store.equals(standby)) {
            return;
        }
        draft.tally.saw(Witness.FAILED_OVER_WITH_LOSS);
        for (ProcessState process : draft.processes) {
            CampaignState.Tenure tenure = process.campaign().tenure();
            Entry there = standby.election();
            boolean kept = tenure != null && there != null && there.version().equals(tenure.version());
            if (Rules.leads(process) && !kept) {
                draft.tally.saw(Witness.LOST_A_LEADER);
            }
        }
    }

    // ---- deletions -------------------------------------------------------------------------------------------------

    private void deletions(World world, Sink sink) {
        Entry election = world.store().election();
        boolean quiet = scope.has(Feature.DELETES_ANY_TIME) || (!isCreating(world) && isKnownToAll(world));
        if (election != null && quiet && !scope.has(Feature.DELETES_SESSIONS)) {
            moves.attempt(Kind.DELETE, NOBODY, 0, world, sink, draft -> delete(draft, election, Budget.DELETIONS));
        }
        for (int i = 0; i < world.store().sessions().size(); i++) {
            Entry entry = world.store().sessions().get(i);
            SessionRecord session = (SessionRecord) entry.record();
            if (scope.has(Feature.DELETES_SESSIONS) && isNamed(session.incarnation(), election)) {
                moves.attempt(Kind.DELETE, NOBODY, i + 1, world, sink, draft -> delete(draft, entry, Budget.DELETIONS));
            }
            if (session.state() == SessionRecord.State.ENDED && !isNamed(session.incarnation(), election)) {
                moves.attempt(
                        Kind.COLLECT, NOBODY, i + 1, world, sink, draft -> delete(draft, entry, Budget.COLLECTIONS));
            }
        }
    }

    /** R6 is for those who have seen the record; whoever has not takes its absence for the beginning. */
    private static boolean isKnownToAll(World world) {
        return world.processes().stream()
                .allMatch(process -> process.campaign().sight().highestTerm() > 0);
    }

    /** Whether a write that makes the election's record from nothing is on its way. */
    private static boolean isCreating(World world) {
        return world.late().stream().anyMatch(StoreMoves::creates)
                || world.processes().stream()
                        .map(ProcessState::campaignCall)
                        .anyMatch(call -> call != null && call.isOnItsWay() && creates(call.write()));
    }

    private static boolean creates(@Nullable CompareAndSet write) {
        return write != null && write.expected() == null && write.next() instanceof ElectionRecord;
    }

    private static boolean isNamed(UUID incarnation, @Nullable Entry election) {
        ElectionRecord.Held held = election == null ? null : ((ElectionRecord) election.record()).holder();
        return held != null && held.incarnation().equals(incarnation);
    }

    private static boolean delete(Draft draft, Entry entry, Budget budget) {
        if (!draft.mayStill(budget)) {
            return false;
        }
        draft.spend(budget);
        draft.delete(entry.record());
        if (budget == Budget.COLLECTIONS) {
            draft.tally.saw(Witness.COLLECTED);
        }
        return true;
    }
}
