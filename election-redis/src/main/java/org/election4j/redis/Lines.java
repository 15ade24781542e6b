// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import org.election4j.spi.Attempt;
import redis.clients.jedis.HostAndPort;

/** Where connections to the primary come from. */
interface Lines extends AutoCloseable {

    /**
     * A connection for one call, within the time of its attempt.
     *
     * @throws RuntimeException if there is none
     */
    Line open(Attempt attempt);

    /** A connection to keep for longer than its attempt, which limits how long it takes to have it. */
    Line keep(Attempt attempt);

    /** The slot of the namespace is served there now. */
    void moved(HostAndPort target);

    /** The servers, and nothing that could be a secret. */
    String place();

    /** Closes what was made here. */
    @Override
    void close();
}
