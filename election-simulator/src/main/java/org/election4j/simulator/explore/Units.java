// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.time.Duration;
import org.election4j.internal.machine.Timings;

/**
 * Time in a scope. A clock shows whole units of 100 ms. A lease is 20 units; in one step of real time the slowest clock of
 * the promised band advances by 4 units, the fastest by 5. So the slowest holder believes in a heartbeat for V = 16 units
 * or 4 steps, and the fastest rival waits D = 20 units or 4 steps: the band is as wide as the inequality V/D &lt;= (1 -
 * rho)/(1 + rho) allows, and not one unit is to spare.
 */
final class Units {

    static final long UNIT_NANOS = 100_000_000L;
    static final int SLOW = 4;
    static final int FAST = 5;

    static final Duration LEASE = Duration.ofSeconds(2);
    static final long LEASE_NANOS = LEASE.toNanos();
    static final Duration WINDOW = Duration.ofMillis(800);

    /** The stop margin is a fifth of the lease, as by default; the attempt limit plays no part: anything may time out. */
    static final Timings TIMINGS = new Timings(LEASE_NANOS, LEASE_NANOS / 5, LEASE_NANOS / 5, 1_000_000, null);

    /** Of a process whose lease is twice as long. */
    static final Timings LONG_TIMINGS =
            new Timings(2 * LEASE_NANOS, 2 * LEASE_NANOS / 5, 2 * LEASE_NANOS / 5, 1_000_000, null);

    private Units() {}
}
