// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import java.util.Optional;
import java.util.Set;
import org.election4j.Candidate;
import org.election4j.LeaderElector;

/**
 * The elections of this application. All of them are campaigned for by one candidate, from the time the application
 * context has started until it begins to stop. Thread-safe.
 */
public interface Elections {

    /**
     * The configured elections.
     *
     * @return their names, in the order of configuration
     */
    Set<String> names();

    /**
     * The elector of an election. It can be had, and asked, at any time: before the campaign has begun and after it has
     * ended it does not lead.
     *
     * @param electionName the election
     * @return the elector; the same one across restarts of the context's lifecycle
     * @throws IllegalArgumentException if the election is not configured; the message lists those that are
     */
    LeaderElector elector(String electionName);

    /**
     * The candidate, to campaign for elections that are not known in advance, to observe, and to see other candidates.
     *
     * @return the candidate; empty while there is no campaign
     */
    Optional<Candidate> candidate();
}
