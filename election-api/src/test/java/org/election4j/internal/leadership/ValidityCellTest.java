// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import org.election4j.spi.Ticker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** H3, H5 and H6, as far as the word that {@code isLeader()} reads is concerned. */
@ParameterizedClass(name = "origin {0}")
@ValueSource(longs = {0, -5, Long.MAX_VALUE - 5, Long.MIN_VALUE - 10})
class ValidityCellTest {

    private final long origin;
    private long now;
    private final Ticker ticker = () -> now;
    private final ValidityCell cell;

    ValidityCellTest(long origin) {
        this.origin = origin;
        now = origin;
        cell = new ValidityCell(origin + 10);
    }

    private boolean isOpenAfter(long nanos) {
        now = origin + nanos;
        return cell.isOpen(ticker);
    }

    @Test
    void H5_it_is_open_before_its_limit_and_closed_from_it_on() {
        assertThat(isOpenAfter(0)).isTrue();
        assertThat(isOpenAfter(9 - 1)).isTrue();
        assertThat(isOpenAfter(10)).isFalse();
        assertThat(isOpenAfter(1000)).isFalse();
    }

    @Test
    void H3_an_extension_in_time_moves_the_limit() {
        assertThat(cell.extend(origin + 20)).isTrue();
        assertThat(isOpenAfter(18)).isTrue();
        assertThat(isOpenAfter(20)).isFalse();
    }

    @Test
    void H3_an_extension_after_somebody_found_it_closed_does_not_reopen_it() {
        assertThat(isOpenAfter(10)).isFalse();
        assertThat(cell.isSealed()).isTrue();
        assertThat(cell.extend(origin + 1000)).isFalse();
        assertThat(isOpenAfter(11)).isFalse();
    }

    @Test
    void H3_an_extension_that_nobody_found_missing_leaves_no_gap() {
        now = origin + 15;
        assertThat(cell.extend(origin + 20)).isTrue();
        assertThat(cell.isOpen(ticker)).isTrue();
    }

    @Test
    void H6_closed_once_is_closed_for_ever_even_if_the_clock_went_back() {
        assertThat(isOpenAfter(10)).isFalse();
        assertThat(isOpenAfter(0)).isFalse();
    }

    @Test
    void H6_a_sealed_cell_is_closed_at_once() {
        cell.seal();
        assertThat(isOpenAfter(0)).isFalse();
        assertThat(cell.isSealed()).isTrue();
        assertThat(cell.extend(origin + 1000)).isFalse();
        assertThat(cell.remaining(ticker)).isZero();
    }

    @Test
    void the_time_remaining_is_never_negative() {
        assertThat(cell.remaining(ticker)).isBetween(9L, 10L);
        now = origin + 50;
        assertThat(cell.remaining(ticker)).isZero();
    }

    @Test
    void asking_for_the_time_remaining_seals_nothing() {
        now = origin + 50;
        cell.remaining(ticker);
        assertThat(cell.isSealed()).isFalse();
    }

    @Test
    void H3_a_clock_that_reaches_the_limit_between_two_looks_is_found_out() {
        Ticker leaping = () -> {
            long read = now;
            now = origin + 10;
            return read;
        };
        assertThat(cell.isOpen(leaping)).isTrue();
        assertThat(cell.isOpen(leaping)).isFalse();
    }

    @Test
    void H3_an_extension_at_the_very_moment_of_closing_wins_or_loses_but_never_both() {
        boolean[] extended = new boolean[1];
        Ticker racing = () -> {
            extended[0] = extended[0] || cell.extend(origin + 20);
            return origin + 10;
        };
        assertThat(cell.isOpen(racing)).as("the extension came first").isTrue();
        assertThat(extended[0]).isTrue();
        assertThat(cell.isSealed()).isFalse();
    }
}
