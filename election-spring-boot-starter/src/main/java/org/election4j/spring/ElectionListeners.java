// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import org.election4j.LeadershipListener;

/** A bean of this type listens to the elections of the application, each with a listener of its own. */
@FunctionalInterface
public interface ElectionListeners {

    /**
     * The listener of one election. Called once per start of the context's lifecycle and election.
     *
     * @param electionName the election
     * @return the listener; its exceptions count as those of any listener
     */
    LeadershipListener listenTo(String electionName);
}
