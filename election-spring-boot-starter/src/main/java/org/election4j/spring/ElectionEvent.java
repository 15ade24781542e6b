// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

/**
 * Something happened to the leadership of an election. Published as an application event, on a callback thread of the
 * candidate; an {@code @EventListener} that is not {@code @Async} runs on that thread, in the order of the events of this
 * election, and may block. Exceptions count as those of a {@link org.election4j.LeadershipListener}.
 */
public sealed interface ElectionEvent permits LeadershipGained, LeadershipStopping, LeadershipLost, LeaderChanged {

    /**
     * The election.
     *
     * @return its name
     */
    String electionName();
}
