// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.election4j.Heartbeat;
import org.election4j.spring.Elections;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures heartbeats by looking, every now and then, at the last of them that the candidate keeps. The heartbeats themselves know
 * nothing of it, so no registry can hold one up. It looks often enough to miss none.
 */
final class HeartbeatSampler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatSampler.class);
    private static final String UNDER_WAY = "under way";

    private final Supplier<Elections> elections;
    private final MeterRegistry registry;
    private final Duration margin;
    private final DistributionSummary marginUsed;
    private final ScheduledExecutorService thread;
    private @Nullable Instant lastDue;

    /**
     * A sampler that runs until it is closed.
     *
     * @param period how often it looks: several renew intervals, but fewer than the heartbeats that a candidate keeps
     * @param margin how long a heartbeat that is sent in time may take before the leader has to stop
     */
    HeartbeatSampler(MeterRegistry registry, Supplier<Elections> elections, Duration period, Duration margin) {
        this.registry = registry;
        this.elections = elections;
        this.margin = margin;
        this.marginUsed = DistributionSummary.builder(ElectionMeters.HEARTBEAT_MARGIN)
                .description("Share of the time for a heartbeat that was used")
                .publishPercentileHistogram(false)
                .register(registry);
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "election4j-heartbeat-meters");
            made.setDaemon(true);
            return made;
        });
        // It ends with the executor.
        var unused = executor.scheduleWithFixedDelay(
                this::look, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
        this.thread = executor;
    }

    private void look() {
        try {
            elections
                    .get()
                    .candidate()
                    .ifPresent(candidate -> sample(candidate.status().heartbeats()));
        } catch (RuntimeException e) {
            LOG.debug("heartbeats could not be measured this time", e);
        }
    }

    /** Records those that were not seen before. */
    synchronized void sample(List<Heartbeat> heartbeats) {
        int next = 0;
        for (int i = 0; i < heartbeats.size(); i++) {
            if (heartbeats.get(i).due().equals(lastDue)) {
                next = i + 1;
            }
        }
        for (Heartbeat heartbeat : heartbeats.subList(next, heartbeats.size())) {
            if (heartbeat.outcome().equals(UNDER_WAY)) {
                return;
            }
            record(heartbeat);
            lastDue = heartbeat.due();
        }
    }

    private void record(Heartbeat heartbeat) {
        Duration latency = heartbeat
                .waitedForThread()
                .plus(orZero(heartbeat.waitedForConnection()))
                .plus(orZero(heartbeat.waitedForStore()));
        Timer.builder(ElectionMeters.HEARTBEAT)
                .description("From when a heartbeat was due until its answer")
                .tag(ElectionMeters.OUTCOME, outcome(heartbeat))
                .register(registry)
                .record(latency);
        marginUsed.record((double) latency.toNanos() / margin.toNanos());
    }

    /** The word before the cause, which is free text. */
    private static String outcome(Heartbeat heartbeat) {
        String outcome = heartbeat.outcome();
        return outcome.equals("applied") || outcome.equals("rejected") ? outcome : "unknown";
    }

    private static Duration orZero(@Nullable Duration leg) {
        return leg == null ? Duration.ZERO : leg;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
