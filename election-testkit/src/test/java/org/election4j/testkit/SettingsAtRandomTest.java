// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.OverrunPolicy;
import org.election4j.Takeover;
import org.election4j.internal.engine.CandidateSettings;
import org.election4j.internal.machine.Timings;
import org.junit.jupiter.api.Test;

/**
 * Settings at random are refused with both values, or keep the promises: one valid leader, user code that overran is dealt
 * with before a rival leads, and somebody leads in the end.
 */
class SettingsAtRandomTest {

    private static final int SETS = 2_000;
    private static final int LEAST = 200;
    private static final int TROUBLES = 12;

    @Test
    void what_is_accepted_keeps_the_promises_and_what_is_refused_says_why() {
        int accepted = 0;
        int refused = 0;
        for (int seed = 0; seed < SETS; seed++) {
            Story story = new Story(seed);
            try {
                story.begin();
            } catch (IllegalArgumentException e) {
                refused++;
                assertThat(e.getMessage()).as("seed %s", seed).containsPattern("\\(PT.*(\\(|than |least |most )PT");
                continue;
            }
            accepted++;
            story.run();
        }
        assertThat(accepted).isGreaterThan(LEAST);
        assertThat(refused).isGreaterThan(LEAST);
    }

    /** Two processes with the same settings, and what befalls them. */
    private static final class Story {
        private final int seed;
        private final Random random;
        private final FakeTime time = new FakeTime();
        private final Duration lease;
        private final InMemoryLeaseStore namespace;
        private final List<Member> processes = new ArrayList<>();
        private final List<String> violations = new ArrayList<>();
        private final StringBuilder told = new StringBuilder();

        Story(int seed) {
            this.seed = seed;
            random = new Random(seed);
            lease = Duration.ofMillis(500 + random.nextInt(30_000));
            namespace =
                    InMemoryLeaseStore.builder().ticker(time).neverUsed(lease).build();
        }

        /** Often what is not set, else around the limits. */
        private Duration some(double most, Duration otherwise) {
            return random.nextInt(3) > 0 ? otherwise : leases(0.02 + random.nextDouble() * most);
        }

        private Duration leases(double number) {
            return Duration.ofNanos((long) (lease.toNanos() * number));
        }

        /** An assertion that fails inside a callback would be logged, and forgotten. */
        private void require(boolean holds, String otherwise) {
            if (!holds) {
                violations.add(otherwise + ", " + about());
            }
        }

        private String about() {
            return "seed " + seed + " at " + time.elapsed() + ", lease " + lease + told + ": "
                    + processes.stream().map(each -> each.elector.status()).toList();
        }

        void begin() {
            Timings derived = Timings.of(lease);
            Timings timings = new Timings(
                    derived.leaseNanos(),
                    some(0.5, Duration.ofNanos(derived.stopMarginNanos())).toNanos(),
                    some(0.5, Duration.ofNanos(derived.renewNanos())).toNanos(),
                    some(0.3, Duration.ofNanos(derived.attemptNanos())).toNanos(),
                    random.nextInt(3) > 0
                            ? null
                            : leases(0.05 + random.nextDouble() * 0.3).toNanos());
            Duration closeLimit = some(4, lease.multipliedBy(3));
            UnaryOperator<LeaderElector.Builder> elector = electorOptions();
            for (String id : List.of("a", "b")) {
                told.append(", ").append(timings).append(", close limit ").append(closeLimit);
                CandidateSettings settings =
                        new CandidateSettings(id, null, timings, null, lease, Takeover.OBSERVED, closeLimit, false);
                processes.add(new Member(settings, elector));
            }
        }

        private UnaryOperator<LeaderElector.Builder> electorOptions() {
            Duration drainLimit = random.nextBoolean() ? null : leases(0.01 + random.nextDouble() * 4);
            OverrunPolicy policy = List.of(OverrunPolicy.values()).get(random.nextInt(3));
            told.append(", drain limit ").append(drainLimit).append(' ').append(policy);
            return builder -> {
                builder.onOverrun(policy);
                return drainLimit == null ? builder : builder.drainLimit(drainLimit);
            };
        }

        void run() {
            time.advance(leases(2));
            for (int i = 0; i < TROUBLES; i++) {
                processes.get(random.nextInt(2)).trouble();
                time.advance(leases(random.nextDouble() * 2));
            }
            processes.forEach(Member::heal);
            time.advance(leases(10));
            boolean alive = processes.stream().anyMatch(Member::campaigns);
            boolean led = processes.stream().anyMatch(each -> each.elector.isLeader());
            require(led || !alive, "nobody leads");
            assertThat(violations).isEmpty();
        }

        /** One process, whose user code returns or does not. */
        private final class Member implements LeadershipListener {
            final FaultyLeaseStore store = new FaultyLeaseStore(namespace.anotherHandle());
            final ManualExecutor userCode = new ManualExecutor();
            final LeadershipDiary diary = new LeadershipDiary();
            final FakeProcess process;
            final LeaderElector elector;
            boolean paused;
            Duration resumed = Duration.ZERO;

            Member(CandidateSettings settings, UnaryOperator<LeaderElector.Builder> options) {
                process = FakeProcess.start(store, time, settings, UnaryOperator.identity());
                elector = options.apply(process.candidate()
                                .elector("e")
                                .listener(this)
                                .listener(diary)
                                .callbackExecutor(userCode))
                        .start();
            }

            @Override
            public void onGained(Leadership leadership) {
                for (Member other : processes) {
                    if (other != this) {
                        require(!other.elector.isLeader(), "two leaders");
                        // A process that stands still can do nothing, and a fence has to.
                        require(other.stoodStill() || other.isDealtWith(), "old work goes on");
                    }
                }
            }

            /** Whether no user code works as a leader, or its policy has been applied. */
            private boolean isDealtWith() {
                boolean drained = diary.losses().size() == diary.count(LeadershipDiary.Kind.GAINED);
                ElectorStatus.State state = elector.status().state();
                return drained
                        || process.isHalted()
                        || state == ElectorStatus.State.OVERRUN
                        || state == ElectorStatus.State.CLOSED;
            }

            /** Just now: user code has a twentieth of a lease from the stop signal that it heard on (ADR 75). */
            private boolean stoodStill() {
                return paused || time.elapsed().minus(resumed).compareTo(leases(0.051)) < 0;
            }

            boolean campaigns() {
                return !process.isHalted() && elector.status().state() != ElectorStatus.State.CLOSED;
            }

            void trouble() {
                int what = random.nextInt(9);
                told.append(", ")
                        .append(elector.candidate().id())
                        .append(what)
                        .append(" at ")
                        .append(time.elapsed());
                switch (what) {
                    case 0 -> store.outage(true);
                    case 1, 2 -> store.outage(false);
                    case 3 -> {
                        paused = true;
                        process.pause();
                    }
                    case 4 -> resume();
                    case 5 -> userCode.hold();
                    case 6 -> userCode.release();
                    case 7 -> elector.resign(leases(random.nextDouble()));
                    default -> closeOnce();
                }
            }

            /** Seldom, or the story is over too soon. */
            private void closeOnce() {
                if (!paused && random.nextInt(3) == 0) {
                    process.candidate().close();
                }
            }

            private void resume() {
                if (paused) {
                    paused = false;
                    resumed = time.elapsed();
                    process.resume();
                }
            }

            void heal() {
                resume();
                store.outage(false);
                userCode.release();
            }
        }
    }
}
