// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.election4j.internal.machine.CampaignMachine;
import org.election4j.internal.machine.SettlementMachine;
import org.election4j.simulator.explore.Scope.Feature;
import org.election4j.spi.RecordKey;
import org.election4j.spi.StoreRecord;
import org.jspecify.annotations.Nullable;

/** How worlds and processes begin. */
final class Beginnings {

    private static final long FIRST_ID = 4;

    private Beginnings() {}

    static World world(Scope scope) {
        ModelStore store = ModelStore.empty(scope.epoch(), scope.storeRate() > 0);
        if (!scope.has(Feature.COLD_STORE)) {
            StoreRecord settled = StoreRecord.first(
                    scope.epoch(), StoreRecord.State.SETTLED, new UUID(0, 1), scope.constant(0), new UUID(0, 2));
            store = store.with(Entry.of(settled, 0));
        }
        List<ProcessState> processes = new ArrayList<>();
        for (int i = 0; i < scope.processes(); i++) {
            processes.add(process(i, 0, 0, scope, store));
        }
        return new World(store, null, null, List.copyOf(processes), List.of(), 0, 0, FIRST_ID, 0);
    }

    private static ProcessState process(int index, long clock, int sessions, Scope scope, ModelStore store) {
        SettlementMachine settlement = new SettlementMachine(scope.constant(index), null);
        if (!scope.has(Feature.COLD_STORE)) {
            settlement.read(store.read(RecordKey.STORE), clock);
        }
        return new ProcessState(
                index,
                clock,
                scope.timings(index),
                false,
                sessions,
                null,
                null,
                0,
                new CampaignMachine(Actor.ELECTION, true).state(),
                null,
                settlement.state(),
                null,
                null,
                0,
                false,
                null,
                false,
                0,
                ProcessState.NEVER);
    }

    /** A process is killed and started anew; what it had sent goes on. */
    static boolean crash(Draft draft, int index) {
        ProcessState before = draft.processes.get(index);
        if (!draft.mayStill(Budget.CRASHES) || before.sessions() == 0) {
            return false;
        }
        draft.spend(Budget.CRASHES);
        orphan(draft, before.heartbeatCall());
        orphan(draft, before.campaignCall());
        draft.forgetTheDead();
        draft.processes.set(index, process(index, before.clock(), before.sessions(), draft.scope, draft.store));
        return true;
    }

    /**
     * The last process begins as a copy of the first, in the middle of what that one does. What was on its way is answered
     * to the original only.
     */
    static boolean cloneOfFirst(Draft draft) {
        draft.spend(Budget.CLONES);
        int index = draft.processes.size() - 1;
        ProcessState original = draft.processes.get(0);
        draft.processes.set(index, original.copiedAs(index));
        draft.processes.set(0, original.copiedAs(0));
        Actor copy = new Actor(draft, index);
        if (copy.heartbeatCall != null) {
            new HeartbeatLane(copy).unanswered();
        }
        if (copy.campaignCall != null) {
            new CampaignAnswers(copy).unanswered();
        }
        copy.save();
        return true;
    }

    private static void orphan(Draft draft, @Nullable Call call) {
        if (call != null && call.write() != null && call.isOnItsWay() && draft.late.size() < draft.scope.late()) {
            draft.late.add(call.write());
        }
    }
}
