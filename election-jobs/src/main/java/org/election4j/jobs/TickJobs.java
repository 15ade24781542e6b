// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickStore;
import org.jspecify.annotations.Nullable;

/** The tick jobs of one elector, by name. */
final class TickJobs {

    private static final Duration ONE_MINUTE = Duration.ofMinutes(1);

    private final Jobs.Builder settings;
    private final JobContext context;
    private final Map<String, TickRunner> runners = new LinkedHashMap<>();
    private final TickTimer timer;
    private boolean closed;

    TickJobs(Jobs.Builder settings, LeaderRuns runs, JobLog log) {
        this.settings = settings;
        RunLimit limits = new RunLimit("election4j-" + settings.elector.electionName() + "-job-limits");
        this.context = new JobContext(settings.elector, runs, limits, log, settings.clock);
        this.timer = new TickTimer(settings, log);
    }

    TickJob.Builder job(String name, Schedule schedule) {
        TickStore store = settings.ticks;
        if (store == null) {
            throw new IllegalStateException("job '" + name
                    + "' needs a store that remembers its ticks; give Jobs.builder(...) one with ticks(...)");
        }
        return new Builder(name, schedule, store);
    }

    private synchronized void add(String name, TickRunner runner) {
        if (closed) {
            throw new IllegalStateException("job '" + name + "' cannot be added, because its Jobs are closed");
        }
        if (runners.putIfAbsent(name, runner) != null) {
            throw new IllegalStateException(
                    "there is a job '" + name + "' already; two jobs of one name would take each"
                            + " other's ticks. Close it first, or use another name");
        }
    }

    private synchronized void remove(String name, TickRunner runner) {
        runner.close();
        timer.remove(runner);
        runners.remove(name, runner);
    }

    void close() {
        List<TickRunner> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(runners.values());
            runners.clear();
        }
        all.forEach(TickRunner::close);
        timer.close();
    }

    private final class Builder implements TickJob.Builder {

        private final String name;
        private final Schedule schedule;
        private final TickStore store;
        private CatchUp catchUp = CatchUp.skipAfter(ONE_MINUTE);
        private Unfinished unfinished = Unfinished.leave();
        private Duration minHold = Duration.ZERO;
        private @Nullable Duration runLimit;

        private Builder(String name, Schedule schedule, TickStore store) {
            this.name = name;
            this.schedule = schedule;
            this.store = store;
        }

        @Override
        public TickJob.Builder catchUp(CatchUp policy) {
            catchUp = requireNonNull(policy, "policy");
            return this;
        }

        @Override
        public TickJob.Builder unfinished(Unfinished policy) {
            unfinished = requireNonNull(policy, "policy");
            return this;
        }

        @Override
        public TickJob.Builder minHold(Duration hold) {
            requireNonNull(hold, "hold");
            if (hold.isNegative()) {
                throw new IllegalArgumentException("minHold must not be negative, but is " + hold);
            }
            minHold = hold;
            return this;
        }

        @Override
        public TickJob.Builder runLimit(Duration limit) {
            requireNonNull(limit, "limit");
            if (limit.isNegative() || limit.isZero()) {
                throw new IllegalArgumentException("runLimit must be positive, but is " + limit);
            }
            runLimit = limit;
            return this;
        }

        @Override
        public TickJob start(TickWork work) {
            TickRunner runner = runner(work);
            timer.add(runner);
            return new Handle(name, runner);
        }

        @Override
        public TickJob build(TickWork work) {
            return new Handle(name, runner(work));
        }

        private TickRunner runner(TickWork work) {
            TickPolicy policy = new TickPolicy(schedule, catchUp, unfinished, minHold, runLimit);
            TickRunner runner = new TickRunner(
                    new TickDefinition(name, policy, requireNonNull(work, "work")),
                    context,
                    new TickClaims(store, name, settings.storeTimeout));
            add(name, runner);
            return runner;
        }
    }

    private final class Handle implements TickJob {

        private final String name;
        private final TickRunner runner;

        private Handle(String name, TickRunner runner) {
            this.name = name;
            this.runner = runner;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Optional<TickRecord> lastTick() {
            @Nullable TickRecord last = runner.last();
            return Optional.ofNullable(last);
        }

        @Override
        public void runDue() {
            runner.runDue();
        }

        @Override
        public TickJobStatus status() {
            return runner.status();
        }

        @Override
        public void pause() {
            runner.pause();
        }

        @Override
        public void resume() {
            runner.resume();
            timer.look();
        }

        @Override
        public JobEvent runNow() {
            try {
                return runner.runNow();
            } finally {
                timer.look();
            }
        }

        @Override
        public void close() {
            remove(name, runner);
        }

        @Override
        public String toString() {
            return "TickJob[" + name + "]";
        }
    }
}
