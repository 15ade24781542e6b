// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;
import org.election4j.testkit.InMemoryLeaseStore;

/** The reference store. */
final class MemoryModel implements StoreModel {

    private static final int MOST_LOST = 9_000;

    private final InMemoryLeaseStore store;
    private final boolean epochs;
    private int epoch;
    private int writesInEpoch;
    private int writes;

    MemoryModel(StorySetup cast, EventQueue queue) {
        InMemoryLeaseStore.Builder builder =
                InMemoryLeaseStore.builder().ticker(queue::now).startingAt(Clock.START);
        if (cast.neverUsed()) {
            builder.neverUsed(Duration.ofMillis(cast.maxLeaseMillis()));
        }
        if (!cast.storeClock()) {
            builder.withoutClock();
        }
        if (!cast.marks()) {
            builder.withoutMarks();
        }
        if (cast.epochs()) {
            builder.epoch("0");
        }
        this.store = builder.build();
        this.epochs = cast.epochs();
    }

    @Override
    public LeaseStore connect(SimulatedProcess process) {
        return store.anotherHandle();
    }

    @Override
    public LeaseStore peeking() {
        return store;
    }

    @Override
    public void failOver(int lostWrites) {
        if (epochs) {
            int lost = Math.min(lostWrites, Math.min(writes, MOST_LOST));
            store.failOver(lost, Integer.toString(++epoch));
            writes -= lost;
            writesInEpoch = 0;
        }
    }

    @Override
    public void failOverAgain(int furtherLosses) {
        if (epoch == 0 || writesInEpoch > MOST_LOST) {
            failOver(furtherLosses);
            return;
        }
        int lost = Math.min(writesInEpoch + furtherLosses, Math.min(writes, MOST_LOST));
        store.failOver(lost, Integer.toString(epoch));
        writes -= lost;
        writesInEpoch = 0;
    }

    @Override
    public void setClock(long byMillis) {
        store.shiftClock(Duration.ofMillis(byMillis));
    }

    @Override
    public void delete(RecordKey key) {
        if (store.deleteByHand(key)) {
            wrote();
        }
    }

    @Override
    public void wrote() {
        writes++;
        writesInEpoch++;
    }
}
