// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.util.Optional;

/**
 * Hears about one elector's leadership. Callbacks of one elector come one at a time, in order: each {@code onGained} is
 * followed by exactly one {@code onLost} with the same leadership, and terms rise. A callback may block and may call
 * any method of the elector; it delays later callbacks, but neither heartbeats nor the stop signal.
 */
public interface LeadershipListener {

    /**
     * This process leads. Called only after the store has acknowledged the write and while the leadership is valid. An
     * exception ends the leadership with {@link LossReason#WORK_FAILED}.
     *
     * @param leadership the new leadership
     */
    default void onGained(Leadership leadership) {}

    /**
     * Stop working: the leadership is no longer valid. The election is given up only after this method, and all leader
     * work, has returned: the time to drain. Follows {@code onGained} of the same leadership. An exception is logged.
     *
     * @param leadership the ending leadership; already invalid
     * @param reason why it ends
     */
    default void onStopping(Leadership leadership, LossReason reason) {}

    /**
     * The leadership is over and everything of it has returned. What is done here happens before the election is given
     * to anybody else, if the loss was chosen. An exception is logged.
     *
     * @param leadership the ended leadership; invalid
     * @param loss why and how it ended
     */
    default void onLost(Leadership leadership, Loss loss) {}

    /**
     * Another leader, or none, has been seen in the store. Best effort: may skip, may repeat, may be late. Never use it
     * to decide to act.
     *
     * @param leader the leader seen; empty if there is none
     */
    default void onLeaderChanged(Optional<LeaderInfo> leader) {}
}
