// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import org.election4j.Leadership;
import org.election4j.Loss;

/**
 * The leadership is over and everything of it has returned. If the loss was chosen, nobody else leads before all listeners
 * have returned.
 *
 * @param leadership the ended leadership; invalid
 * @param loss why and how it ended
 */
public record LeadershipLost(Leadership leadership, Loss loss) implements ElectionEvent {

    @Override
    public String electionName() {
        return leadership.electionName();
    }
}
