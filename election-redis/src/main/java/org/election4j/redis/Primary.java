// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import org.election4j.spi.Attempt;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;

/** Finds the primary and connects to it. */
interface Primary {

    /**
     * A new connection, within the time of the attempt.
     *
     * @throws RuntimeException if there is none
     */
    Connection connect(Attempt attempt);

    /** A connection that was made here has failed. */
    void failed();

    /** The slot of the namespace is served there now. */
    void moved(HostAndPort target);

    /** The servers that are known from the start. */
    String place();
}
