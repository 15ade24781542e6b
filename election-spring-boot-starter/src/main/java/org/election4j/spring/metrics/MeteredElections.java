// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.spring.ElectionListeners;
import org.election4j.spring.Elections;
import org.election4j.spring.aop.GuardedCalls;

/** Measures each election as its listener. Thread-safe. */
final class MeteredElections implements ElectionListeners, GuardedCalls {

    private final MeterRegistry registry;
    private final Supplier<Elections> elections;

    MeteredElections(MeterRegistry registry, Supplier<Elections> elections) {
        this.registry = registry;
        this.elections = elections;
    }

    @Override
    public LeadershipListener listenTo(String name) {
        LeaderElector elector = elections.get().elector(name);
        gauge(ElectionMeters.LEADING, name, "1 while this application leads", () -> elector.isLeader() ? 1 : 0);
        gauge(
                ElectionMeters.LEADER_SEEN,
                name,
                "1 while some leader is seen",
                () -> elector.currentLeader().isPresent() ? 1 : 0);
        TimeGauge.builder(ElectionMeters.VALIDITY, () -> remaining(elector), TimeUnit.NANOSECONDS)
                .description("How long the leadership here stays valid without a further heartbeat")
                .tag(ElectionMeters.ELECTION, name)
                .register(registry);
        return new Listener(name);
    }

    private void gauge(String meter, String election, String description, Supplier<Number> value) {
        Gauge.builder(meter, value)
                .description(description)
                .tag(ElectionMeters.ELECTION, election)
                .register(registry);
    }

    private static Number remaining(LeaderElector elector) {
        return elector.leadership()
                .map(leadership -> leadership.remaining().toNanos())
                .orElse(0L);
    }

    @Override
    public void ended(String electionName, Outcome outcome) {
        registry.counter(
                        ElectionMeters.CALLS,
                        ElectionMeters.ELECTION,
                        electionName,
                        ElectionMeters.OUTCOME,
                        outcome.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** One election. Callbacks come one at a time; only the stop signal comes on a thread of its own. */
    private final class Listener implements LeadershipListener {
        private final String name;
        private final Timer leaderless;
        private final Timer drain;
        private long leaderlessSince = now();
        private boolean leaderSeen;
        private volatile long stoppedAt;

        Listener(String name) {
            this.name = name;
            this.leaderless = timer(ElectionMeters.LEADERLESS, "How long nobody was seen leading");
            this.drain = timer(ElectionMeters.DRAIN, "From the stop signal until all work has returned");
        }

        private Timer timer(String meter, String description) {
            return Timer.builder(meter)
                    .description(description)
                    .tag(ElectionMeters.ELECTION, name)
                    .register(registry);
        }

        private long now() {
            return registry.config().clock().monotonicTime();
        }

        @Override
        public void onGained(Leadership leadership) {
            leadership.stopSignal().thenRun(() -> stoppedAt = now());
        }

        @Override
        public void onLost(Leadership leadership, Loss loss) {
            drain.record(Math.max(0, now() - stoppedAt), TimeUnit.NANOSECONDS);
            registry.counter(
                            ElectionMeters.LOSSES,
                            ElectionMeters.ELECTION,
                            name,
                            ElectionMeters.REASON,
                            tag(loss.reason()),
                            ElectionMeters.CAUSE,
                            tag(loss.report().verdict()))
                    .increment();
        }

        @Override
        public void onLeaderChanged(Optional<LeaderInfo> leader) {
            if (leader.isPresent()) {
                registry.counter(ElectionMeters.CHANGES, ElectionMeters.ELECTION, name)
                        .increment();
                if (!leaderSeen) {
                    leaderless.record(now() - leaderlessSince, TimeUnit.NANOSECONDS);
                }
            } else if (leaderSeen) {
                leaderlessSince = now();
            }
            leaderSeen = leader.isPresent();
        }
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
