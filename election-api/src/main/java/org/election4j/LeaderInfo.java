// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who leads, as last seen in the store. A hint: it may be out of date the moment it is read. Use it to route a request
 * or to show a name, never to decide that you may act.
 *
 * @param electionName the election
 * @param candidateId the configured id of the leader
 * @param address the leader's address; null if it did not give one
 * @param term the leader's term
 * @param since when the term began, by the leader's wall clock
 */
public record LeaderInfo(
        String electionName, String candidateId, @Nullable String address, long term, Instant since) {}
