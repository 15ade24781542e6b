// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import io.micrometer.observation.ObservationRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.election4j.jobs.CatchUp;
import org.election4j.jobs.JobEvent;
import org.election4j.jobs.JobListener;
import org.election4j.jobs.Jobs;
import org.election4j.jobs.Schedule;
import org.election4j.jobs.TickJob;
import org.election4j.jobs.TickRun;
import org.election4j.jobs.Unfinished;
import org.election4j.spi.TickStore;
import org.election4j.spring.ElectionConfigurationException;
import org.election4j.spring.Elections;
import org.election4j.spring.Ticks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringValueResolver;

/**
 * The timers of methods with {@code @OncePerTick}. They start after the campaign and end before it, so that no tick is begun while leader
 * work drains.
 */
public final class OncePerTickJobs implements Ticks, SmartLifecycle {

    /**
     * What the timers work with. Looked up late, and only if there is such a method at all.
     *
     * @param elections the elections
     * @param placeholders resolves what annotations say
     * @param leaderScopes for leadership and log fields
     * @param tickScopes for the tick
     * @param store the store of ticks; throws an {@link ElectionConfigurationException} if there is none
     * @param listeners who hears what becomes of ticks
     * @param observers who counts runs
     * @param observations where runs of ticks are observed
     * @param threads where ticks run
     * @param scheduled whether Spring runs scheduled methods in this application
     * @param phase of the lifecycle; that of the elections
     */
    public record Parts(
            Elections elections,
            StringValueResolver placeholders,
            LeaderScopes leaderScopes,
            TickScopes tickScopes,
            Supplier<TickStore> store,
            Supplier<List<JobListener>> listeners,
            Supplier<List<GuardedCalls>> observers,
            Supplier<ObservationRegistry> observations,
            Executor threads,
            BooleanSupplier scheduled,
            int phase) {}

    /** A method, its bean, and how it is run. */
    private record Entry(
            String job,
            String election,
            Schedule schedule,
            Policies policies,
            TickStore store,
            TickMethod tick,
            Object bean) {}

    private static final Logger LOG = LoggerFactory.getLogger(OncePerTickJobs.class);

    private final Parts parts;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<Jobs> running = new ArrayList<>();
    private final Map<String, TickJob> started = new LinkedHashMap<>();
    private final TickObservations observations;

    /**
     * No timers yet.
     *
     * @param parts what they work with
     */
    public OncePerTickJobs(Parts parts) {
        this.parts = parts;
        this.observations = new TickObservations(parts.observations());
    }

    /** Takes a method that has been checked; the rest is checked here. */
    synchronized void add(TickMethod tick, Object bean) {
        TickSchedules schedules = new TickSchedules(tick.guarded(), parts.placeholders());
        String election = new ElectionNamesInUse(parts.elections(), parts.placeholders()).resolve(tick.guarded());
        String named = schedules.text(tick.settings().job());
        String job = named.isEmpty() ? tick.defaultJob() : named;
        Policies policies = policies(tick, schedules);
        TickStore store = parts.store().get();
        schedules.schedule().ifPresent(schedule -> {
            Entry before = entries.putIfAbsent(job, new Entry(job, election, schedule, policies, store, tick, bean));
            if (before != null) {
                throw OnLeaderRules.refuse(
                        tick.guarded(),
                        "there is a job '" + job + "' already, " + before.tick().guarded()
                                + ", and the two would take each other's ticks",
                        "Give each a name of its own: @OncePerTick(job = \"...\").");
            }
        });
    }

    /** What the annotation says of late and unfinished ticks. */
    private record Policies(
            CatchUp catchUp,
            Unfinished unfinished,
            Duration minHold,
            @Nullable Duration runLimit) {}

    private static Policies policies(TickMethod tick, TickSchedules schedules) {
        try {
            Duration within = schedules.duration("startWithin", tick.settings().startWithin());
            Duration minHold = schedules.duration("minHold", tick.settings().minHold());
            if (minHold.isNegative()) {
                throw new IllegalArgumentException("minHold must not be negative, but is " + minHold);
            }
            String limit = schedules.text(tick.settings().runLimit());
            Duration runLimit = limit.isEmpty() ? null : schedules.duration("runLimit", limit);
            if (runLimit != null && (runLimit.isZero() || runLimit.isNegative())) {
                throw new IllegalArgumentException("runLimit must be positive, but is " + runLimit);
            }
            return new Policies(
                    tick.settings().runLate() ? CatchUp.runOnce() : CatchUp.skipAfter(within),
                    new Unfinished(tick.settings().reruns()),
                    minHold,
                    runLimit);
        } catch (IllegalArgumentException e) {
            throw schedules.wrong("one of its settings is out of range", e);
        }
    }

    // ---- lifecycle -------------------------------------------------------------------------------------------------

    @Override
    public synchronized void start() {
        if (!running.isEmpty() || entries.isEmpty()) {
            return;
        }
        if (!parts.scheduled().getAsBoolean()) {
            LOG.warn(
                    "no tick runs in this application, because @EnableScheduling is missing; the jobs are {}",
                    entries.keySet());
            return;
        }
        Map<String, Jobs> byElection = new HashMap<>();
        for (Entry entry : entries.values()) {
            start(entry, byElection.computeIfAbsent(entry.election(), election -> jobs(election, entry.store())));
        }
        running.addAll(byElection.values());
    }

    private Jobs jobs(String election, TickStore store) {
        Jobs.Builder builder = Jobs.builder(parts.elections().elector(election))
                .ticks(store)
                .listener(event -> count(election, event));
        parts.listeners().get().forEach(builder::listener);
        return builder.executor(parts.threads()).build();
    }

    private void start(Entry entry, Jobs jobs) {
        TickJob.Builder job = jobs.oncePerTick(entry.job(), entry.schedule())
                .catchUp(entry.policies().catchUp())
                .unfinished(entry.policies().unfinished())
                .minHold(entry.policies().minHold());
        if (entry.policies().runLimit() != null) {
            job.runLimit(entry.policies().runLimit());
        }
        started.put(entry.job(), job.start(run -> run(entry, run)));
    }

    /** Interrupts what runs; the end of the campaign, which comes next, waits for it. */
    @Override
    public synchronized void stop() {
        running.forEach(Jobs::close);
        running.clear();
        started.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return !running.isEmpty();
    }

    @Override
    public int getPhase() {
        return parts.phase();
    }

    // ---- for people ------------------------------------------------------------------------------------------------

    @Override
    public synchronized Set<String> jobs() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(started.keySet()));
    }

    @Override
    public synchronized String election(String job) {
        Entry entry = entries.get(job);
        if (entry == null) {
            throw unknown(job);
        }
        return entry.election();
    }

    @Override
    public synchronized TickJob job(String job) {
        TickJob found = started.get(job);
        if (found == null) {
            throw unknown(job);
        }
        return found;
    }

    private IllegalArgumentException unknown(String job) {
        return new IllegalArgumentException("there is no job '" + job + "' here; there are " + jobs());
    }

    @Override
    public CompletableFuture<JobEvent> runNow(String job) {
        TickJob found = job(job);
        try {
            return CompletableFuture.supplyAsync(found::runNow, parts.threads());
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    // ---- one tick --------------------------------------------------------------------------------------------------

    private void run(Entry entry, TickRun run) throws Exception {
        String candidate =
                parts.elections().elector(entry.election()).candidate().id();
        LeaderScopes.Scope leader = parts.leaderScopes().enter(run.leadership(), candidate);
        TickScopes.Scope tick = parts.tickScopes().enter(entry.tick().guarded().method(), run);
        boolean arrived;
        try {
            observe(entry, run);
        } finally {
            arrived = tick.leave();
            leader.leave();
        }
        if (!arrived) {
            throw new IllegalStateException(entry.tick().guarded()
                    + " was not reached: another advice in front of it took the call, or changed the thread");
        }
    }

    /** Through the proxy, so that transactions and all other advice apply. */
    private void observe(Entry entry, TickRun run) throws Exception {
        Method method = AopUtils.selectInvocableMethod(
                entry.tick().guarded().method(), entry.bean().getClass());
        ReflectionUtils.makeAccessible(method);
        observations.observe(entry.bean(), method, run, () -> invoke(entry.bean(), method));
    }

    private static void invoke(Object bean, Method method) throws Exception {
        try {
            method.invoke(bean);
        } catch (InvocationTargetException e) {
            throw unwrapped(e.getTargetException());
        }
    }

    private static Exception unwrapped(@Nullable Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof Exception exception ? exception : new UndeclaredThrowableException(thrown);
    }

    private void count(String election, JobEvent event) {
        GuardedCalls.Outcome outcome = null;
        if (event instanceof JobEvent.Ran ran) {
            outcome = ran.ledThroughout() ? GuardedCalls.Outcome.RAN : GuardedCalls.Outcome.STOPPED;
        } else if (event instanceof JobEvent.Failed failed) {
            outcome = failed.ledThroughout() ? GuardedCalls.Outcome.FAILED : GuardedCalls.Outcome.STOPPED;
        }
        if (outcome != null) {
            for (GuardedCalls observer : parts.observers().get()) {
                observer.ended(election, outcome);
            }
        }
    }
}
