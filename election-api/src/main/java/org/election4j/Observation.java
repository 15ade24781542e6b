// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.util.Optional;

/** Watches who leads an election without taking part in it. Thread-safe. */
public interface Observation extends AutoCloseable {

    /**
     * Who leads, as last seen. No I/O.
     *
     * @return the leader; empty if nobody was seen leading
     */
    Optional<LeaderInfo> currentLeader();

    /** Stops watching. Idempotent; does not block. */
    @Override
    void close();
}
