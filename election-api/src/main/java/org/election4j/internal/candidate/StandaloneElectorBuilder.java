// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.candidate;

import java.time.Duration;
import java.util.concurrent.Executor;
import org.election4j.LeaderElector;
import org.election4j.LeaderWork;
import org.election4j.LeadershipListener;
import org.election4j.OverrunPolicy;
import org.election4j.internal.leadership.ElectorSettings;

/** Collects the settings of an elector and of the candidate it brings along. */
final class StandaloneElectorBuilder implements LeaderElector.StandaloneBuilder {

    private final CandidateBuilder candidate;
    private final ElectorBuilder elector;
    private final String electionName;

    StandaloneElectorBuilder(CandidateBuilder candidate, String electionName) {
        this.candidate = candidate;
        this.elector = new ElectorBuilder(null, electionName);
        this.electionName = electionName;
    }

    @Override
    public LeaderElector.StandaloneBuilder lease(Duration lease) {
        candidate.lease(lease);
        return this;
    }

    @Override
    public LeaderElector.StandaloneBuilder id(String id) {
        candidate.id(id);
        return this;
    }

    @Override
    public LeaderElector.StandaloneBuilder address(String address) {
        candidate.address(address);
        return this;
    }

    @Override
    public LeaderElector.StandaloneBuilder listener(LeadershipListener listener) {
        elector.listener(listener);
        return this;
    }

    @Override
    public LeaderElector.StandaloneBuilder onLeader(LeaderWork work) {
        elector.onLeader(work);
        return this;
    }

    @Override
    public LeaderElector.StandaloneBuilder callbackExecutor(Executor executor) {
        elector.callbackExecutor(executor);
        return this;
    }

    @Override
    public LeaderElector.StandaloneBuilder drainLimit(Duration limit) {
        elector.drainLimit(limit);
        return this;
    }

    @Override
    public LeaderElector.StandaloneBuilder onOverrun(OverrunPolicy policy) {
        elector.onOverrun(policy);
        return this;
    }

    /** An open elector keeps the JVM alive, as a server would: what was started in a {@code main} goes on without it. */
    @Override
    public LeaderElector start() {
        Duration drainLimit = elector.drainLimit();
        Duration closeLimit = candidate.settings().closeLimit();
        if (drainLimit != null && drainLimit.compareTo(closeLimit) > 0) {
            closeLimit = drainLimit;
            candidate.closeLimit(closeLimit);
        }
        ElectorSettings options = elector.options(candidate.lease(), closeLimit);
        elector.markStarted();
        CandidateHandle owner = candidate.launch();
        try {
            LeaderElector opened = owner.open(electionName, options);
            owner.keepJvmAlive();
            return new StandaloneElector(opened);
        } catch (RuntimeException | Error e) {
            owner.close();
            throw e;
        }
    }
}
