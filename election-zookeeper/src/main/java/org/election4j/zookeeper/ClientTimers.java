// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.time.Duration;

/**
 * How long the store's own client waits for what, and why: the only place where that is decided. With the lease D, a leader sends
 * a heartbeat each D/5 and stops 0.6 D after the send of the last that was acknowledged, so it survives a pause of its
 * process of 0.4 D. Three promises follow.
 *
 * <ol>
 *   <li><b>A pause of 0.4 D does not cost the connection.</b> A client leaves a server from which it has heard nothing for two
 *       thirds of its session, and it counts the time of its own pause. The last answer is up to D/5 old when the pause begins:
 *       {@code 2/3 session >= D/5 + 0.4 D}, so {@code session >= 0.9 D}. It is one lease.
 *   <li><b>A pause of 0.4 D does not cost the session</b>, which would have to be made anew: {@code session >= D/5 + 0.4 D}
 *       follows from the first.
 *   <li><b>A server that falls silent does not cost the leadership</b> where another one is named. The first promise
 *       makes the client far too patient for that, so the store itself leaves: when a request was not answered, nor any other, for {@link
 *       #silence()} of time in which this process ran. A heartbeat meets that silence after D/5, and the client waits up to a
 *       second before it turns to the next server: {@code D/5 + D/8 + 1 s + a round trip < 0.6 D}, which holds for leases
 *       from 4 s on. With shorter ones the third promise gives way.
 * </ol>
 *
 * <p>Servers grant no less than two of their ticks and no more than twenty, by default 4 s and 40 s. More than was asked for does
 * no harm. Less does: with leases above 44 s the first promise gives way, until {@code maxSessionTimeout} is raised; a
 * connection that the pause has cost is back after about a second.
 */
record ClientTimers(Duration lease) {

    /** Servers refuse less than two ticks, which are one second where somebody has shortened them. */
    private static final Duration SHORTEST_SESSION = Duration.ofSeconds(1);

    private static final Duration LONGEST_SESSION = Duration.ofHours(1);

    /** In how many steps a silence is waited for. A pause of this process is over within one of them. */
    static final int STEPS = 8;

    /** The session that is asked for. The client derives its time limits from what the servers grant of it. */
    Duration session() {
        if (lease.compareTo(SHORTEST_SESSION) < 0) {
            return SHORTEST_SESSION;
        }
        return lease.compareTo(LONGEST_SESSION) > 0 ? LONGEST_SESSION : lease;
    }

    /** How long a server may leave a request without an answer, and say nothing else either. */
    Duration silence() {
        return lease.dividedBy(8);
    }

    /** One step of a {@linkplain #silence() silence}. */
    Duration step() {
        return silence().dividedBy(STEPS);
    }
}
