// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.test;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.election4j.Candidate;
import org.election4j.CandidateInfo;
import org.election4j.CandidateStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.LeaderWork;
import org.election4j.LeadershipListener;
import org.election4j.Observation;
import org.election4j.OverrunPolicy;
import org.election4j.spring.CandidateFactory;
import org.election4j.testkit.ScriptedElector;

/** A candidate without a store, whose electors follow a script. Thread-safe. */
final class ScriptedElections implements Candidate, CandidateFactory {

    private static final String ID = "scripted";

    private final Map<String, ScriptedElector> electors = new LinkedHashMap<>();

    @Override
    public Candidate start() {
        return this;
    }

    synchronized Collection<ScriptedElector> all() {
        return List.copyOf(electors.values());
    }

    synchronized ScriptedElector named(String name) {
        ScriptedElector elector = electors.get(name);
        if (elector == null) {
            throw new IllegalArgumentException(
                    "the application campaigns for no election '" + name + "'; there are " + electors.keySet());
        }
        return elector;
    }

    synchronized ScriptedElector only() {
        if (electors.size() != 1) {
            throw new IllegalArgumentException("which election is meant? There are " + electors.keySet());
        }
        return electors.values().iterator().next();
    }

    private synchronized void add(ScriptedElector elector) {
        electors.put(elector.electionName(), elector);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public LeaderElector.Builder elector(String electionName) {
        return new Builder(new ScriptedElector(electionName));
    }

    @Override
    public Observation observe(String electionName, Consumer<Optional<LeaderInfo>> listener) {
        throw new UnsupportedOperationException(
                "a scripted candidate observes nothing; give the test a LeaseStore bean, such as"
                        + " an InMemoryLeaseStore, to observe election '" + electionName + "'");
    }

    @Override
    public List<CandidateInfo> candidates(String electionName) {
        return List.of();
    }

    @Override
    public CandidateStatus status() {
        Collection<ScriptedElector> now = all();
        int leading = (int) now.stream().filter(LeaderElector::isLeader).count();
        return new CandidateStatus(
                ID, null, Duration.ofSeconds(10), Duration.ZERO, now.size(), leading, List.of(), null);
    }

    @Override
    public void close() {
        all().forEach(LeaderElector::close);
    }

    /** Takes what a script has a use for. */
    private final class Builder implements LeaderElector.Builder {
        private final ScriptedElector elector;

        Builder(ScriptedElector elector) {
            this.elector = elector;
        }

        @Override
        public LeaderElector.Builder listener(LeadershipListener listener) {
            elector.listener(listener);
            return this;
        }

        @Override
        public LeaderElector.Builder onLeader(LeaderWork work) {
            elector.onLeader(work, task -> {
                Thread thread = new Thread(task, "scripted-leader-" + elector.electionName());
                thread.setDaemon(true);
                thread.start();
            });
            return this;
        }

        @Override
        public LeaderElector.Builder callbackExecutor(Executor executor) {
            elector.callbackExecutor(executor);
            return this;
        }

        @Override
        public LeaderElector.Builder drainLimit(Duration limit) {
            return this;
        }

        @Override
        public LeaderElector.Builder onOverrun(OverrunPolicy policy) {
            return this;
        }

        @Override
        public LeaderElector start() {
            add(elector);
            return elector;
        }
    }
}
