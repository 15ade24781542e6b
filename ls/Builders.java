// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.candidate;

import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.internal.engine.CandidateEngine;
import org.election4j.internal.engine.CandidateSettings;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.spi.Identifiers;
import org.election4j.spi.LeaseStore;

/** Where the public interfaces get their builders from. */
public final class Builders {

    private Builders() {}

    /** A builder of candidates. */
    public static Candidate.Builder candidate(LeaseStore store) {
        return new CandidateBuilder(store);
    }

    /** A builder of an elector with a candidate of its own. */
    public static LeaderElector.StandaloneBuilder standalone(LeaseStore store, String electionName) {
        Identifiers.requireValid("election name", electionName);
        return new StandaloneElectorBuilder(new CandidateBuilder(store), electionName);
    }

    static LeaderElector.Builder elector(CandidateHandle candidate, String electionName) {
        Identifiers.requireValid("election name", electionName);
        return new ElectorBuilder(candidate, electionName);
    }

    /** Starts a candidate on a runtime that is not made of threads. */
    public static Candidate candidate(LeaseStore store, EngineRuntime runtime, CandidateSettings settings) {
        CandidateHandle candidate = new CandidateHandle(new CandidateEngine(store, runtime, settings));
        candidate.start();
        return candidate;
    }
}
