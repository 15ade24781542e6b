// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.migration;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What the leader does in the pages on migration: it is started and stopped, or done step by step. */
class Work {

    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger stops = new AtomicInteger();
    private final AtomicInteger steps = new AtomicInteger();

    void start() {
        starts.incrementAndGet();
    }

    void stop() {
        stops.incrementAndGet();
    }

    void step() throws InterruptedException {
        steps.incrementAndGet();
        new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
    }

    boolean isRunning() {
        return starts.get() > stops.get();
    }

    int stops() {
        return stops.get();
    }

    int steps() {
        return steps.get();
    }
}
