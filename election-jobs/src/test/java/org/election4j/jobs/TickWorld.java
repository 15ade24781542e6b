// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.election4j.LeaderElector;
import org.election4j.spi.StopInterrupts;
import org.election4j.spi.TickRecord;
import org.election4j.testkit.FakeProcess;
import org.election4j.testkit.FakeTime;
import org.election4j.testkit.FaultyLeaseStore;
import org.election4j.testkit.InMemoryLeaseStore;
import org.election4j.testkit.InMemoryTickStore;

/** Candidates with one hourly job each, in fake time. */
final class TickWorld {

    static final Duration LEASE = Duration.ofSeconds(10);
    static final Schedule HOURLY = Schedule.every(Duration.ofHours(1));

    final FakeTime time = new FakeTime();
    final InMemoryLeaseStore leases =
            InMemoryLeaseStore.builder().ticker(time).neverUsed(LEASE).build();
    final InMemoryTickStore ticks = new InMemoryTickStore(leases, time::instant);

    /** Every start of any work anywhere, in order. */
    final List<String> runs = new ArrayList<>();

    /** A process with an elector, a clock of its own and the job. */
    final class Member {
        final String id;
        final FakeProcess process;
        final FaultyLeaseStore faults = new FaultyLeaseStore(leases.anotherHandle());
        final LeaderElector elector;
        final Jobs jobs;
        final TickJob job;
        final List<JobEvent> events = new ArrayList<>();
        Duration skew = Duration.ZERO;
        TickWork work = run -> {};

        Member(String id, UnaryOperator<TickJob.Builder> configuration) {
            this.id = id;
            process = FakeProcess.start(faults, time, id, LEASE);
            elector = process.candidate().elector("reports").start();
            jobs = Jobs.builder(elector)
                    .ticks(ticks)
                    .clock(() -> time.instant().plus(skew))
                    .listener(events::add)
                    .build();
            job = configuration.apply(jobs.oncePerTick("report", HOURLY)).build(this::run);
        }

        private void run(TickRun run) throws Exception {
            runs.add(id + " " + hour(run.tick()) + " attempt " + run.attempt() + " missed " + run.missed());
            work.run(run);
        }

        /** Looks, as a timer does whenever something is due. */
        Member look() {
            job.runDue();
            return this;
        }

        /** The same job without its handle, to see when it wants to be looked at. */
        TickRunner runner() {
            JobLog log = new JobLog("reports", List.of(events::add));
            LeaderRuns leaderRuns = new LeaderRuns(elector, log, new StopInterrupts());
            TickPolicy policy = new TickPolicy(HOURLY, CatchUp.runOnce(), Unfinished.leave(), Duration.ZERO, null);
            return new TickRunner(
                    new TickDefinition("report", policy, this::run),
                    new JobContext(elector, leaderRuns, new RunLimit("limits"), log, time::instant),
                    new TickClaims(ticks, "report", Duration.ofSeconds(2)));
        }

        <E extends JobEvent> List<E> events(Class<E> type) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }

        List<SkipReason> skips() {
            return events(JobEvent.Skipped.class).stream()
                    .map(JobEvent.Skipped::reason)
                    .toList();
        }
    }

    Member member(String id) {
        return member(id, UnaryOperator.identity());
    }

    Member member(String id, UnaryOperator<TickJob.Builder> configuration) {
        return new Member(id, configuration);
    }

    /** The first process leads, the second follows. */
    void elect(Member first, Member second) {
        time.advance(Duration.ofSeconds(2));
        assertThat(first.elector.isLeader()).isTrue();
        assertThat(second.elector.isLeader()).isFalse();
    }

    /** Sets the time to so many hours and seconds after the start. */
    void at(int hour, int second) {
        time.advance(Duration.ofHours(hour).plusSeconds(second).minus(time.elapsed()));
    }

    static Instant tick(int hour) {
        return FakeTime.START.plus(Duration.ofHours(hour));
    }

    static int hour(Instant tick) {
        return (int) Duration.between(FakeTime.START, tick).toHours();
    }

    TickRecord last() {
        List<TickRecord> history = ticks.history();
        return history.get(history.size() - 1);
    }
}
