// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import org.election4j.Leadership;

/**
 * This process leads. A listener's exception ends the leadership.
 *
 * @param leadership the new leadership
 */
public record LeadershipGained(Leadership leadership) implements ElectionEvent {

    @Override
    public String electionName() {
        return leadership.electionName();
    }
}
