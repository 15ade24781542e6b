// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import org.election4j.spi.Ticker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass(name = "origin {0}")
@ValueSource(longs = {0, -5_000_000_000L, Long.MAX_VALUE - 5_000_000_000L})
class SystemTickerTest {

    private static final long SECOND = 1_000_000_000L;

    private final long origin;
    private long monotonic;
    private long date = 1_767_268_800_000L;
    private long boot = 77 * SECOND;
    private boolean hasBoot = true;
    private final Deque<Runnable> betweenReadings = new ArrayDeque<>();

    SystemTickerTest(long origin) {
        this.origin = origin;
        monotonic = origin;
    }

    private SystemTicker ticker() {
        return new SystemTicker(
                () -> read(monotonic),
                () -> read(date),
                () -> hasBoot ? OptionalLong.of(read(boot)) : OptionalLong.empty());
    }

    /** Gives a reading, then lets happen what is to happen between two readings. */
    private long read(long value) {
        Runnable next = betweenReadings.poll();
        if (next != null) {
            next.run();
        }
        return value;
    }

    private void passes(long nanos) {
        monotonic += nanos;
        date += nanos / 1_000_000;
        boot += nanos;
    }

    private void suspended(long nanos) {
        date += nanos / 1_000_000;
        boot += nanos;
    }

    private void dateSteps(long millis) {
        date += millis;
    }

    private void assertElapsed(Ticker ticker, long nanos) {
        assertThat(ticker.nanos() - origin).isEqualTo(nanos);
    }

    @Test
    void it_follows_the_monotonic_clock_also_when_that_overflows() {
        SystemTicker ticker = ticker();
        for (int i = 1; i <= 10; i++) {
            passes(SECOND);
            assertElapsed(ticker, i * SECOND);
        }
        assertThat(ticker.suspendedNanos()).isZero();
    }

    @Test
    void it_follows_the_monotonic_clock_without_a_boot_clock_too() {
        hasBoot = false;
        SystemTicker ticker = ticker();
        for (int i = 1; i <= 10; i++) {
            passes(SECOND);
            assertElapsed(ticker, i * SECOND);
        }
    }

    @Test
    void the_ticker_of_production_has_its_boot_clock() {
        boolean there = Files.isReadable(Path.of("/proc/uptime"));
        assertThat(SystemTicker.INSTANCE.hasBootClock()).isEqualTo(there);
    }

    @Test
    void a_step_of_the_date_while_the_boot_clock_cannot_be_read_is_not_explained() {
        SystemTicker ticker = ticker();
        hasBoot = false;
        dateSteps(60_000);
        assertElapsed(ticker, 60 * SECOND);
        assertThat(ticker.unexplainedSteps()).isEqualTo(1);
    }

    @Test
    void a_suspend_after_a_step_that_was_not_explained_is_counted_whole() {
        SystemTicker ticker = ticker();
        hasBoot = false;
        dateSteps(3_600_000);
        assertElapsed(ticker, 3600 * SECOND);
        hasBoot = true;
        suspended(600 * SECOND);
        assertElapsed(ticker, 4200 * SECOND);
        assertThat(ticker.unexplainedSteps()).isEqualTo(2);
        suspended(300 * SECOND);
        dateSteps(7_200_000);
        assertElapsed(ticker, 4500 * SECOND);
        assertThat(ticker.unexplainedSteps()).as("the boot clock is back").isEqualTo(2);
    }

    @Test
    void the_first_reading_after_a_suspend_includes_it() {
        SystemTicker ticker = ticker();
        passes(SECOND);
        suspended(3600 * SECOND);
        assertElapsed(ticker, 3601 * SECOND);
        assertElapsed(ticker, 3601 * SECOND);
        assertThat(ticker.suspendedNanos()).isEqualTo(3600 * SECOND);
    }

    @Test
    void suspends_add_up() {
        SystemTicker ticker = ticker();
        for (int i = 1; i <= 5; i++) {
            passes(SECOND);
            suspended(10 * SECOND);
            assertElapsed(ticker, 11 * SECOND * i);
        }
    }

    @Test
    void a_suspend_is_noticed_by_the_date_where_there_is_no_boot_clock() {
        hasBoot = false;
        SystemTicker ticker = ticker();
        suspended(3600 * SECOND);
        assertElapsed(ticker, 3600 * SECOND);
        suspended(60 * SECOND);
        assertElapsed(ticker, 3660 * SECOND);
    }

    @Test
    void a_step_of_the_date_is_no_suspend() {
        SystemTicker ticker = ticker();
        dateSteps(3_600_000);
        assertElapsed(ticker, 0);
        dateSteps(-7_200_000);
        assertElapsed(ticker, 0);
        assertThat(ticker.suspendedNanos()).isZero();
    }

    @Test
    void a_step_of_the_date_does_not_hide_a_suspend() {
        SystemTicker ticker = ticker();
        dateSteps(-7_200_000);
        assertElapsed(ticker, 0);
        suspended(3600 * SECOND);
        assertElapsed(ticker, 3600 * SECOND);
    }

    @Test
    void a_suspend_during_which_the_date_was_set_back_is_noticed() {
        SystemTicker ticker = ticker();
        suspended(3600 * SECOND);
        dateSteps(-7_200_000);
        assertElapsed(ticker, 3600 * SECOND);
    }

    @Test
    void it_never_goes_back_when_the_date_does() {
        hasBoot = false;
        SystemTicker ticker = ticker();
        passes(SECOND);
        dateSteps(-3_600_000);
        assertElapsed(ticker, SECOND);
        passes(SECOND);
        assertElapsed(ticker, 2 * SECOND);
    }

    @Test
    void a_jitter_of_the_date_below_the_noise_is_ignored() {
        SystemTicker ticker = ticker();
        suspended(50 * SECOND / 1000);
        assertElapsed(ticker, 0);
    }

    @Test
    void a_boot_clock_that_is_there_only_later_is_not_believed() {
        hasBoot = false;
        SystemTicker ticker = ticker();
        hasBoot = true;
        boot = 500_000 * SECOND;
        dateSteps(100);
        assertThat(ticker.nanos() - origin).isLessThan(SECOND);
    }

    @Test
    void a_thread_that_is_held_up_between_two_readings_does_not_count_the_time_twice() {
        for (int where = 0; where < 8; where++) {
            SystemTicker ticker = ticker();
            long begun = ticker.nanos();
            for (int i = 0; i < where; i++) {
                betweenReadings.add(() -> {});
            }
            betweenReadings.add(() -> passes(6 * SECOND));
            dateSteps(3_600_000);
            ticker.nanos();
            while (!betweenReadings.isEmpty()) {
                ticker.nanos();
            }
            assertThat(ticker.nanos() - begun)
                    .as("held up after %s readings", where + 1)
                    .isEqualTo(6 * SECOND);
            assertThat(ticker.suspendedNanos()).isZero();
        }
    }

    @Test
    void a_thread_that_is_held_up_while_the_ticker_is_made_does_no_harm() {
        for (int where = 0; where < 3; where++) {
            betweenReadings.clear();
            for (int i = 0; i < where; i++) {
                betweenReadings.add(() -> {});
            }
            betweenReadings.add(() -> passes(6 * SECOND));
            SystemTicker ticker = ticker();
            betweenReadings.clear();
            long begun = ticker.nanos();
            suspended(3600 * SECOND);
            assertThat(ticker.nanos() - begun)
                    .as("held up after %s readings", where)
                    .isEqualTo(3600 * SECOND);
        }
    }

    @Test
    void the_ticker_of_this_machine_runs() {
        Ticker ticker = Ticker.system();
        long one = ticker.nanos();
        long other = ticker.nanos();
        assertThat(other - one).isNotNegative();
        assertThat(ticker).isSameAs(SystemTicker.INSTANCE);
    }
}
