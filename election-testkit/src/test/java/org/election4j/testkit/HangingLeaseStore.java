// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.util.concurrent.CountDownLatch;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.WriteOutcome;

/** A store that, once told to, does not answer and does not give up either, as no store should. */
final class HangingLeaseStore extends DelegatingLeaseStore {

    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean hanging;

    HangingLeaseStore(LeaseStore target) {
        super(target);
    }

    void hang() {
        hanging = true;
    }

    /** Lets all calls that hang fail, so that their threads can end. */
    void free() {
        never.countDown();
    }

    private void pass() {
        if (hanging) {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new LeaseStoreException("interrupted", e);
            }
            throw new LeaseStoreException("freed", null);
        }
    }

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        pass();
        return super.read(key, attempt);
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        pass();
        return super.compareAndSet(write, attempt);
    }
}
