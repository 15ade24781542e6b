// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.internal.machine;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.election4j.architecture.broken.Listener;
import org.election4j.architecture.broken.Reason;
import org.election4j.architecture.broken.internal.engine.DueTime;
import org.election4j.architecture.broken.spi.LeaseStore;

final class HasEffects {

    void thread(Thread thread) {
        thread.interrupt();
    }

    long clock() {
        return System.nanoTime();
    }

    Instant instant() {
        return Instant.now();
    }

    int random(Random random) {
        return random.nextInt();
    }

    UUID uuid() {
        return UUID.randomUUID();
    }

    double mathRandom() {
        return Math.random();
    }

    boolean logger(System.Logger logger) {
        return logger.isLoggable(System.Logger.Level.DEBUG);
    }

    void lock(ReentrantLock lock) {
        lock.lock();
    }

    void store(LeaseStore store) {
        store.read();
    }

    void listener(Listener listener) {
        listener.lost(Reason.RESIGNED);
    }

    long engine() {
        return DueTime.nanos();
    }
}
