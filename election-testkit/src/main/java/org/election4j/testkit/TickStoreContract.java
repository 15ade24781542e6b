// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link TickStore} must do, one test for each sentence it promises. Extend it, say how the store and the lease
 * store beside it are opened and what it offers, and run it against the real server.
 *
 * <p>JUnit makes one instance per test, so a namespace in a field gives each test one of its own. What a store answers when
 * its server is slow, gone or failing over is for its author to test: that needs faults of that very server.
 */
@Timeout(120)
public abstract class TickStoreContract extends TickFenceContract {

    /** For subclasses. */
    protected TickStoreContract() {}

    /**
     * Opens the lease store of the namespace of this test: fresh and empty at the first call, the same at every other. The
     * contract closes it.
     *
     * @return the store whose elections fence the ticks
     */
    @Override
    protected abstract LeaseStore openStore();

    /**
     * Opens a handle onto the ticks of the same namespace.
     *
     * @return a store of its own, as another process would have
     */
    @Override
    protected abstract TickStore openTicks();

    /**
     * Whether the store has a clock: it then tells the time with each read, and starts no tick before its time.
     *
     * @return true if it has
     */
    @Override
    protected abstract boolean hasClock();

    /**
     * Whether the election is looked at in the same atomic step as the record of the job is written. If not, one start that
     * was under way when another term began may still be applied.
     *
     * @return true if it is
     */
    @Override
    protected abstract boolean fencesInOneStep();

    /**
     * Lets time pass for the store's clock. Waits by default; override it where that clock is a fake.
     *
     * @param time how long
     */
    @Override
    protected void elapse(Duration time) {
        Await.pause(time);
    }

    /**
     * How long one call may take before the test fails: 20 seconds unless overridden.
     *
     * @return more than a busy machine needs
     */
    @Override
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    @Test
    void reads_tell_the_time_if_the_store_has_a_clock() {
        lead(5);
        TickRead absent = ticks().read(JOB, attempt());
        first(5);
        TickRead found = ticks().read(JOB, attempt());
        assertThat(((TickRead.Absent) absent).storeTime() != null).isEqualTo(hasClock());
        assertThat(((TickRead.Found) found).storeTime() != null).isEqualTo(hasClock());
    }

    @Test
    void the_first_tick_is_not_started_before_its_time() {
        lead(5);
        assertEarly(null);
    }

    @Test
    void the_next_tick_is_not_started_before_its_time() {
        lead(5);
        assertEarly(first(5));
    }

    private void assertEarly(@Nullable TickRecord expected) {
        TickRecord tomorrow = started(later(), 5);
        TickWrite outcome = start(expected, tomorrow);
        if (!hasClock()) {
            assertThat(outcome).isEqualTo(APPLIED);
            assertThat(found(JOB)).isEqualTo(tomorrow);
            return;
        }
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TickWrite.Early.class,
                        early -> assertThat(early.storeTime()).isBefore(tomorrow.tick()));
        if (expected == null) {
            assertNone(JOB);
        } else {
            assertThat(found(JOB)).isEqualTo(expected);
        }
    }

    @Test
    void a_tick_that_was_early_is_started_in_time() {
        lead(5);
        Instant time = hasClock() ? storeTime() : due;
        elapse(Duration.ofMillis(1_100));
        assertThat(start(null, started(time.plusMillis(hasClock() ? 1_000 : 0), 5)))
                .isEqualTo(APPLIED);
    }

    @Test
    void a_stale_term_is_told_so_also_when_it_is_early() {
        lead(5);
        assertThat(start(null, started(later(), 4))).isEqualTo(STALE);
    }

    @Test
    void an_end_is_written_whatever_the_clock_says() {
        lead(5);
        TickRecord first = first(5);
        TickRecord ahead = started(later(), 5).ended(State.FAILED, later(), UUID.randomUUID());
        assertThat(end(first, ahead)).isEqualTo(APPLIED);
        assertThat(found(JOB)).isEqualTo(ahead);
    }

    @Test
    void the_description_is_one_short_line_without_secrets() {
        String description = ticks().describe();
        assertThat(description).isNotBlank().hasSizeLessThanOrEqualTo(200).doesNotContainPattern("\\R");
        assertThat(description).doesNotContainIgnoringCase("password=").doesNotContainPattern("//[^/\\s]*:[^/\\s]*@");
        secrets().forEach(secret -> assertThat(description).doesNotContain(secret));
    }

    /**
     * The secrets that {@link #openTicks()} uses, to look for them in descriptions.
     *
     * @return the secrets; empty if there are none
     */
    protected List<String> secrets() {
        return List.of();
    }
}
