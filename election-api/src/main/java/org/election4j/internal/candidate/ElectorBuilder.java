// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.candidate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.election4j.LeaderElector;
import org.election4j.LeaderWork;
import org.election4j.LeadershipListener;
import org.election4j.OverrunPolicy;
import org.election4j.internal.engine.CandidateSettings;
import org.election4j.internal.leadership.ElectorSettings;
import org.jspecify.annotations.Nullable;

/** Collects an elector's settings. */
final class ElectorBuilder implements LeaderElector.Builder {

    private final @Nullable CandidateHandle candidate;
    private final String electionName;
    private final List<LeadershipListener> listeners = new ArrayList<>();
    private @Nullable LeaderWork work;
    private @Nullable Executor executor;
    private @Nullable Duration drainLimit;
    private OverrunPolicy overrun = OverrunPolicy.LOG;
    private boolean started;

    ElectorBuilder(@Nullable CandidateHandle candidate, String electionName) {
        this.candidate = candidate;
        this.electionName = electionName;
    }

    @Override
    public LeaderElector.Builder listener(LeadershipListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    @Override
    public LeaderElector.Builder onLeader(LeaderWork value) {
        requireNonNull(value, "work");
        if (work != null) {
            throw new IllegalStateException("leader work was set already for election '" + electionName
                    + "'; an elector has one, listeners can be many");
        }
        work = value;
        return this;
    }

    @Override
    public LeaderElector.Builder callbackExecutor(Executor value) {
        executor = requireNonNull(value, "executor");
        return this;
    }

    @Override
    public LeaderElector.Builder drainLimit(Duration limit) {
        drainLimit = requireNonNull(limit, "drain limit");
        return this;
    }

    @Override
    public LeaderElector.Builder onOverrun(OverrunPolicy policy) {
        overrun = requireNonNull(policy, "policy");
        return this;
    }

    /** How long user code may take to return, if that was set. */
    @Nullable
    Duration drainLimit() {
        return drainLimit;
    }

    /** All settings, validated against those of the candidate. */
    ElectorSettings options(Duration lease, Duration closeLimit) {
        Duration drain = drainLimit;
        if (drain == null) {
            drain = lease.compareTo(closeLimit) < 0 ? lease : closeLimit;
        }
        if (drain.compareTo(closeLimit) > 0) {
            throw new IllegalArgumentException(
                    "drain limit (" + drain + ") must be at most the close limit of the candidate (" + closeLimit
                            + "), or closing gives up on user code that still has time to return");
        }
        return new ElectorSettings(listeners, work, executor, drain, overrun);
    }

    void markStarted() {
        if (started) {
            throw new IllegalStateException("this builder has started an elector for election '" + electionName
                    + "' already; make another builder for another elector");
        }
        started = true;
    }

    @Override
    public LeaderElector start() {
        CandidateHandle owner = requireNonNull(candidate, "candidate");
        CandidateSettings settings = owner.engine().settings;
        ElectorSettings options = options(settings.timings().lease(), settings.closeLimit());
        markStarted();
        return owner.open(electionName, options);
    }
}
