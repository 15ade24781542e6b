// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.OverrunPolicy;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a leadership when its JVM ends, in JVMs that do. */
@Timeout(120)
class JvmExitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Leads, and says what happens to it and to its records. */
    static final class Leader {

        private static final CountDownLatch WORKING = new CountDownLatch(1);

        private Leader() {}

        public static void main(String[] arguments) throws InterruptedException {
            Duration lease = Duration.ofSeconds(2);
            InMemoryLeaseStore namespace =
                    InMemoryLeaseStore.builder().neverUsed(lease).build();
            LeaderElector.StandaloneBuilder builder = LeaderElector.builder(new Telling(namespace), "e")
                    .lease(lease)
                    .listener(new LeadershipListener() {
                        @Override
                        public void onGained(Leadership leadership) {
                            System.out.println("gained");
                        }

                        @Override
                        public void onLost(Leadership leadership, Loss loss) {
                            System.out.println("lost " + loss.reason());
                        }
                    });
            if (arguments.length > 0) {
                builder.drainLimit(Duration.ofMillis(100))
                        .onOverrun(OverrunPolicy.HALT)
                        .onLeader(leadership -> workOn());
            }
            LeaderElector elector = builder.start();
            if (arguments.length > 0) {
                WORKING.await();
                elector.resign();
            }
            new CountDownLatch(1).await();
        }

        private static void workOn() {
            System.out.println("working");
            WORKING.countDown();
            while (true) {
                Thread.onSpinWait();
            }
        }
    }

    /** Tells of the writes that end something. */
    private static final class Telling extends DelegatingLeaseStore {

        Telling(InMemoryLeaseStore target) {
            super(target);
        }

        @Override
        public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
            WriteOutcome outcome = super.compareAndSet(write, attempt);
            if (write.next() instanceof ElectionRecord election && election.holder() == null) {
                System.out.println("election freed");
            }
            if (write.next() instanceof SessionRecord session && session.state() == SessionRecord.State.ENDED) {
                System.out.println("session ended");
            }
            return outcome;
        }
    }

    @Test
    void a_jvm_that_is_terminated_stops_leading_and_hands_the_election_on() throws Exception {
        try (ChildProcess child = ChildProcess.start(Leader.class)) {
            await().atMost(PATIENCE).until(() -> child.lines().contains("gained"));
            child.terminate();
            assertThat(child.await(60)).isEqualTo(128 + 15);
            assertThat(child.lines()).containsExactly("gained", "lost CLOSED", "election freed", "session ended");
        }
    }

    @Test
    void work_that_does_not_stop_halts_the_jvm_where_that_is_the_policy() throws Exception {
        try (ChildProcess child = ChildProcess.start(Leader.class, "halt")) {
            assertThat(child.await(60)).isEqualTo(OverrunPolicy.HALT_EXIT_CODE);
            assertThat(child.lines()).contains("working").doesNotContain("election freed");
        }
    }
}
