// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import org.election4j.Leadership;
import org.election4j.LossReason;

/**
 * Stop working: the leadership is no longer valid. The election is given up only after all listeners have returned.
 *
 * @param leadership the ending leadership; already invalid
 * @param reason why it ends
 */
public record LeadershipStopping(Leadership leadership, LossReason reason) implements ElectionEvent {

    @Override
    public String electionName() {
        return leadership.electionName();
    }
}
