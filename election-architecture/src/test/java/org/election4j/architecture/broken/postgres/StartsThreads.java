// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.postgres;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

final class StartsThreads {

    void sleep() throws InterruptedException {
        Thread.sleep(1L);
    }

    void sleepInUnits() throws InterruptedException {
        TimeUnit.SECONDS.sleep(1L);
    }

    void park() {
        LockSupport.parkNanos(1L);
    }

    Thread thread() {
        return new Thread(() -> {});
    }

    ExecutorService executor() {
        return Executors.newCachedThreadPool();
    }

    static final class OwnThread extends Thread {}
}
