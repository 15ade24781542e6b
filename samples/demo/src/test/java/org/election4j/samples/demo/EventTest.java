// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.election4j.LossCause;
import org.election4j.LossReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

    static Stream<Event> events() {
        return Stream.of(
                new Event.Hello(5, 4711),
                new Event.Sample(-7, 8, 1_795_404_837_123L, 2_400_000_000L, false),
                new Event.Sample(7, 8, 0, 0, true),
                new Event.Lost(9, 3, LossReason.RENEWAL_TIMED_OUT, LossCause.PROCESS_PAUSED),
                new Event.Refused(10, 3));
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_survives_the_way_through_the_pipe(Event event) {
        assertThat(Event.parse(event.line())).contains(event);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "hello", "sample 1 2", "sample 1 2 x 4 look", "lost 1 2 NOTHING NOT_LATE", "WARNING: no"})
    void anything_else_is_not_an_event(String line) {
        assertThat(Event.parse(line)).isEmpty();
    }
}
