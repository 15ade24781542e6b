// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import org.election4j.Candidate;

/** A bean of this type has the last word on how the candidate is built, after the properties. */
@FunctionalInterface
public interface CandidateCustomizer {

    /**
     * Changes the builder; does not start it.
     *
     * @param builder the builder
     */
    void customize(Candidate.Builder builder);
}
