// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import org.election4j.LeaderInfo;
import org.jspecify.annotations.Nullable;

/**
 * Another leader, or none, has been seen in the store. Best effort; never a reason to act as the leader.
 *
 * @param electionName the election
 * @param leader who was seen; null if nobody leads
 */
public record LeaderChanged(String electionName, @Nullable LeaderInfo leader) implements ElectionEvent {}
