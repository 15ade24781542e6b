// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A candidate with a live session, as found in the store.
 *
 * @param candidateId its configured id
 * @param incarnation its session
 * @param address its address; null if it did not give one
 * @param lease its lease
 */
public record CandidateInfo(
        String candidateId, UUID incarnation, @Nullable String address, Duration lease) {}
