// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final long START = Long.MAX_VALUE - 1_000;

    private final Timeline timeline = new Timeline(START);

    private void add(long millis, String text) {
        timeline.add(START + millis * 1_000_000, text);
    }

    @Test
    void a_line_begins_with_the_seconds_since_the_start() {
        add(1_234, "kill -9 a");
        assertThat(timeline.linesFrom(0)).containsExactly("   1.234 s  kill -9 a");
    }

    @Test
    void lines_are_handed_out_as_they_become_known() {
        add(2_000, "first known");
        add(1_000, "known later");
        assertThat(timeline.linesFrom(1)).containsExactly("   1.000 s  known later");
        assertThat(timeline.linesFrom(2)).isEmpty();
    }

    @Test
    void the_end_of_it_is_in_the_order_of_time() {
        add(1_000, "one");
        add(3_000, "three");
        add(2_000, "two");
        assertThat(timeline.lastLines(2)).containsExactly("   2.000 s  two", "   3.000 s  three");
        assertThat(timeline.lastLines(9)).hasSize(3);
    }
}
