// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.election4j.spi.RecordKey;

/** Which fault comes next. */
final class FaultScript {

    private static final Fault NONE = new Fault.None();
    private static final FaultyLeaseStore.Decision NEVER = (operation, keys) -> NONE;

    private final Map<StoreOperation, Deque<Fault>> next = new EnumMap<>(StoreOperation.class);
    private final Map<StoreOperation, Fault> always = new EnumMap<>(StoreOperation.class);
    private FaultyLeaseStore.Decision decision = NEVER;
    private boolean outage;

    synchronized void next(StoreOperation operation, Fault fault) {
        next.computeIfAbsent(operation, key -> new ArrayDeque<>()).addLast(fault);
    }

    synchronized void always(StoreOperation operation, Fault fault) {
        always.put(operation, fault);
    }

    synchronized void decide(FaultyLeaseStore.Decision newDecision) {
        decision = newDecision;
    }

    synchronized void outage(boolean on) {
        outage = on;
    }

    synchronized void clear() {
        next.clear();
        always.clear();
        decision = NEVER;
        outage = false;
    }

    synchronized Fault take(StoreOperation operation, List<RecordKey> keys) {
        if (outage) {
            return new Fault.LostRequest();
        }
        Deque<Fault> queue = next.get(operation);
        if (queue != null && !queue.isEmpty()) {
            return queue.removeFirst();
        }
        Fault fault = always.get(operation);
        return fault == null ? decision.decide(operation, keys) : fault;
    }
}
