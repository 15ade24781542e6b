// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimingsTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void the_defaults_of_a_lease_are_those_of_the_protocol() {
        Timings timings = Timings.of(Duration.ofSeconds(10));
        assertThat(timings.lease()).isEqualTo(Duration.ofSeconds(10));
        assertThat(timings.validityNanos()).isEqualTo(8 * SECOND);
        assertThat(timings.stopMarginNanos()).isEqualTo(2 * SECOND);
        assertThat(timings.renewNanos()).isEqualTo(2 * SECOND);
        assertThat(timings.attemptNanos()).isEqualTo(10 * SECOND / 7);
        assertThat(timings.acquireFloorNanos()).isEqualTo(4 * SECOND);
        assertThat(timings.idleRenewNanos()).isEqualTo(5 * SECOND);
        assertThat(timings.pollNanos()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {500, 501, 999, 1000, 10_000, 30_000, 3_599_999, 86_400_000})
    void a_holder_never_believes_itself_longer_than_two_clocks_allow(long leaseMillis) {
        Timings timings = Timings.of(Duration.ofMillis(leaseMillis));
        double holder = timings.validityNanos() / (1 - Timings.RATE_ERROR);
        double rival = timings.leaseNanos() / (1 + Timings.RATE_ERROR);
        assertThat(holder).isLessThanOrEqualTo(rival);
    }

    @ParameterizedTest
    @ValueSource(longs = {500, 501, 999, 1000, 10_000, 86_400_000})
    void two_attempts_fit_before_a_leader_has_to_stop(long leaseMillis) {
        Timings timings = Timings.of(Duration.ofMillis(leaseMillis));
        assertThat(timings.renewNanos() + 2 * timings.attemptNanos())
                .isLessThan(timings.validityNanos() - timings.stopMarginNanos());
    }

    @Test
    void a_lease_shorter_than_half_a_second_or_longer_than_a_day_is_refused_with_both_values() {
        refused(() -> Timings.of(Duration.ofMillis(499)), "PT0.499S", "PT0.5S");
        refused(() -> Timings.of(Duration.ofDays(1).plusMillis(1)), "PT24H0.001S", "PT24H");
        refused(() -> Timings.of(Duration.ofDays(1_000_000)), "PT24000000H", "PT24H");
        refused(() -> Timings.of(Duration.ofSeconds(-10)), "PT-10S", "PT0.5S");
        refused(() -> new Timings(SECOND / 4, 1, 1, 1, null), "PT0.25S", "PT0.5S");
    }

    @Test
    void a_lease_finer_than_a_millisecond_is_refused_with_its_value() {
        refused(() -> Timings.of(Duration.ofNanos(10 * SECOND + 1)), "PT10.000000001S", "whole milliseconds");
    }

    @Test
    void a_stop_margin_as_long_as_the_validity_is_refused_with_both_values() {
        refused(() -> new Timings(10 * SECOND, 8 * SECOND, SECOND, SECOND, null), "PT8S", "PT8S");
        refused(() -> new Timings(10 * SECOND, 9 * SECOND, SECOND, SECOND, null), "PT9S", "PT8S");
        refused(() -> new Timings(10 * SECOND, 0, SECOND, SECOND, null), "stop margin (PT0S)");
    }

    @Test
    void a_renew_interval_that_leaves_no_time_for_two_attempts_is_refused_with_all_values() {
        refused(() -> new Timings(10 * SECOND, 2 * SECOND, 4 * SECOND, SECOND, null), "PT4S", "PT1S", "PT6S");
        assertThat(new Timings(10 * SECOND, 2 * SECOND, 4 * SECOND - 1, SECOND, null).renewNanos())
                .isEqualTo(4 * SECOND - 1);
        refused(() -> new Timings(10 * SECOND, 2 * SECOND, 0, SECOND, null), "renew interval (PT0S)");
    }

    @Test
    void an_attempt_limit_that_is_not_positive_or_absurdly_long_is_refused_with_its_value() {
        refused(() -> new Timings(10 * SECOND, 2 * SECOND, SECOND, 0, null), "attempt limit (PT0S)");
        refused(() -> new Timings(10 * SECOND, 2 * SECOND, SECOND, 3 * SECOND, null), "PT3S");
        Duration longest = Duration.ofNanos(Long.MAX_VALUE);
        refused(() -> new Timings(10 * SECOND, 2 * SECOND, SECOND, Long.MAX_VALUE, null), longest.toString());
        Duration half = Duration.ofNanos(Long.MAX_VALUE / 2 + 2);
        refused(() -> new Timings(10 * SECOND, 2 * SECOND, SECOND, half.toNanos(), null), half.toString());
    }

    @Test
    void a_poll_interval_longer_than_a_third_of_the_lease_is_refused_with_both_values() {
        refused(() -> new Timings(9 * SECOND, SECOND, SECOND, SECOND, 3 * SECOND + 1), "PT3.000000001S", "PT3S");
        refused(() -> new Timings(9 * SECOND, SECOND, SECOND, SECOND, 0L), "poll interval (PT0S)");
        assertThat(new Timings(9 * SECOND, SECOND, SECOND, SECOND, 3 * SECOND).pollNanos())
                .isEqualTo(3 * SECOND);
    }

    @Test
    void an_idle_candidate_never_renews_more_often_than_a_busy_one() {
        Timings slow = new Timings(10 * SECOND, SECOND, 6 * SECOND, SECOND / 4, null);
        assertThat(slow.idleRenewNanos()).isEqualTo(6 * SECOND);
    }

    private static void refused(ThrowingCallable construction, String... parts) {
        assertThatThrownBy(construction)
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void times_within_a_shorter_lease_keep_their_proportions() {
        Timings configured = new Timings(seconds(20), seconds(5), seconds(3), seconds(2), Long.valueOf(seconds(4)));
        assertThat(configured.within(Duration.ofSeconds(10)))
                .isEqualTo(
                        new Timings(seconds(10), seconds(5) / 2, seconds(3) / 2, seconds(1), Long.valueOf(seconds(2))));
        assertThat(configured.within(Duration.ofSeconds(20))).isSameAs(configured);
        assertThat(configured.within(Duration.ofDays(1))).isSameAs(configured);
    }

    @Test
    void whatever_was_accepted_fits_into_any_shorter_lease() {
        Random random = new Random(4);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            long lease = (500 + random.nextInt(100_000)) * 1_000_000L;
            Timings configured;
            try {
                configured = new Timings(
                        lease,
                        (long) (lease * (0.1 + random.nextDouble() * 0.7)),
                        (long) (lease * random.nextDouble() * 0.5),
                        (long) (lease * random.nextDouble() * 0.3),
                        Long.valueOf((long) (lease * random.nextDouble() / 3)));
            } catch (IllegalArgumentException e) {
                continue;
            }
            accepted++;
            Duration most = Duration.ofMillis(500 + random.nextInt(100_000));
            Timings fitted = configured.within(most);
            assertThat(fitted.lease()).isLessThanOrEqualTo(most);
            assertThat(fitted.leaseNanos()).isLessThanOrEqualTo(lease);
        }
        assertThat(accepted).isGreaterThan(1000);
    }

    @Test
    void times_that_fill_a_long_lease_to_the_end_fit_into_the_shortest() {
        long day = Duration.ofDays(1).toNanos();
        long milli = 1_000_000;
        Timings patient = new Timings(day, day / 10 * 8 - 4 * milli, milli, milli, null);
        Timings slow = new Timings(day, day / 10, milli, (day / 10 * 7 - 2 * milli) / 2, null);
        Duration shortest = Duration.ofMillis(500);
        assertThat(patient.within(shortest).lease()).isEqualTo(shortest);
        assertThat(slow.within(shortest).lease()).isEqualTo(shortest);
    }

    private static long seconds(long number) {
        return Duration.ofSeconds(number).toNanos();
    }
}
