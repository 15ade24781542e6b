// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import org.election4j.Candidate;

/** Starts the candidate of the application. A bean of this type replaces the one made of properties. */
@FunctionalInterface
public interface CandidateFactory {

    /**
     * Starts a candidate. Called once per start of the context's lifecycle; what it returns is closed by the lifecycle.
     *
     * @return a running candidate
     */
    Candidate start();
}
