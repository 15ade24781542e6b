// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks again and again whether the server may still not evict the records of elections, which an operator can change while it
 * runs. Every tenth call asks as well: a leader makes five heartbeats a lease, a standby about seven calls, so a change is noticed
 * within two leases. While the policy is unsafe every call asks, and the outcome of each is unknown: the leader stops, and nobody
 * leads, until it is safe again.
 *
 * <p>Thread-safe.
 */
final class PolicyWatch {

    private static final int EACH = 10;

    private final RedisProbe probe;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean unsafe;

    PolicyWatch(RedisProbe probe) {
        this.probe = probe;
    }

    /**
     * To be asked at the end of each call, when it is certain that the connection leads to the server of the namespace.
     *
     * @throws org.election4j.spi.UnsafeStoreException if records may be evicted
     */
    void look(Line line) {
        if (unsafe || Math.floorMod(calls.incrementAndGet(), EACH) == 0) {
            unsafe = true;
            probe.checkPolicy(line);
            unsafe = false;
        }
    }
}
