// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.actuator;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.spring.ElectionListeners;

/** The last losses of each election. Thread-safe. */
final class LossJournal implements ElectionListeners {

    private static final int KEPT = 10;

    private final Map<String, Deque<ElectionDescriptor.Loss>> losses = new ConcurrentHashMap<>();

    List<ElectionDescriptor.Loss> of(String electionName) {
        Deque<ElectionDescriptor.Loss> kept = losses.computeIfAbsent(electionName, name -> new ArrayDeque<>());
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }

    @Override
    public LeadershipListener listenTo(String electionName) {
        return new LeadershipListener() {
            @Override
            public void onLost(Leadership leadership, Loss loss) {
                note(new ElectionDescriptor.Loss(
                        Instant.now(),
                        leadership.term(),
                        loss.reason(),
                        loss.report().verdict(),
                        loss.report().summary()));
            }

            private void note(ElectionDescriptor.Loss loss) {
                Deque<ElectionDescriptor.Loss> kept = losses.computeIfAbsent(electionName, name -> new ArrayDeque<>());
                synchronized (kept) {
                    if (kept.size() == KEPT) {
                        kept.removeFirst();
                    }
                    kept.addLast(loss);
                }
            }
        };
    }
}
