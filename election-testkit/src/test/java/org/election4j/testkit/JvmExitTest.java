// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.election4j.OverrunPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a leadership when its JVM ends, in JVMs that do. */
@Timeout(180)
class JvmExitTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofSeconds(2);

    /** What closing waits for at most is three times as long. */
    private static final Duration LONG = Duration.ofSeconds(20);

    private static ChildProcess leader(String what, Duration lease) throws Exception {
        return ChildProcess.start(LeaderInOwnJvm.class, what, lease.toString());
    }

    private static void awaitLine(ChildProcess child, String line) {
        await(line).atMost(PATIENCE).until(() -> child.lines().contains(line));
    }

    @Test
    void a_jvm_that_is_terminated_stops_leading_and_hands_the_election_on() throws Exception {
        try (ChildProcess child = leader("lead", SHORT)) {
            awaitLine(child, "gained");
            child.terminate();
            assertThat(child.await(60)).isEqualTo(128 + 15);
            assertThat(child.lines())
                    .containsExactly("gained", "stopping CLOSED", "lost CLOSED", "election freed", "session ended");
        }
    }

    @Test
    void the_log_tells_of_the_end_in_a_jvm_that_is_terminated() throws Exception {
        try (ChildProcess child = leader("lead", SHORT)) {
            awaitLine(child, "gained");
            child.terminate();
            assertThat(child.await(60)).isEqualTo(128 + 15);
            assertThat(child.errors()).anyMatch(line -> line.contains("stops leading: CLOSED"));
            assertThat(child.errors()).anyMatch(line -> line.contains("gave the leadership up"));
        }
    }

    @Test
    void work_that_does_not_stop_halts_the_jvm_where_that_is_the_policy() throws Exception {
        try (ChildProcess child = leader("overrun", SHORT)) {
            assertThat(child.await(60)).isEqualTo(OverrunPolicy.HALT_EXIT_CODE);
            assertThat(child.lines()).contains("working").doesNotContain("election freed");
            assertThat(child.errors())
                    .anyMatch(line -> line.matches(".* term=[1-9][0-9]* leader work or a callback .*"));
        }
    }

    /** The pause is longer than a rival waits, so the policy is due at once unless it waits for the stop signal. */
    @ParameterizedTest
    @ValueSource(strings = {"listen", "obey"})
    void a_pause_halts_no_jvm_whose_user_code_stops_when_it_is_told(String what) throws Exception {
        Duration lease = Duration.ofSeconds(3);
        try (ChildProcess child = leader(what, lease)) {
            awaitLine(child, what.equals("obey") ? "working" : "gained");
            child.pauseFor(lease.multipliedBy(11).dividedBy(10));
            awaitLine(child, "lost RENEWAL_TIMED_OUT");
            child.terminate();
            assertThat(child.await(60)).isEqualTo(128 + 15);
            assertThat(child.errors()).noneMatch(line -> line.contains("time to drain"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit in work", "exit in onGained", "exit in onLost", "exit in runIfLeader"})
    void an_exit_from_user_code_does_not_wait_for_itself(String what) throws Exception {
        long start = System.nanoTime();
        try (ChildProcess child = leader(what, LONG)) {
            assertThat(child.await(120)).isEqualTo(3);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.multipliedBy(3));
            assertThat(child.lines()).contains("election freed", "session ended");
        }
    }

    @Test
    void a_jvm_whose_store_hangs_ends_before_its_limit_because_nothing_it_could_write_would_help() throws Exception {
        Duration lease = Duration.ofSeconds(10);
        try (ChildProcess child = leader("store hangs", lease)) {
            awaitLine(child, "hangs");
            long start = System.nanoTime();
            child.terminate();
            assertThat(child.await(120)).isEqualTo(128 + 15);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(lease.multipliedBy(3));
        }
    }

    @Test
    void an_open_elector_keeps_its_jvm_alive_and_a_closed_one_does_not() throws Exception {
        try (ChildProcess open = leader("lead", SHORT);
                ChildProcess closed = leader("close", SHORT)) {
            assertThat(closed.await(60)).isZero();
            awaitLine(open, "gained");
            // The main thread has returned by now; nothing but the elector keeps this process.
            await().during(SHORT).atMost(PATIENCE).until(open::isAlive);
        }
    }
}
