// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.TickRecord.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickFieldsTest {

    private static final Instant TICK = Instant.parse("2026-03-29T01:59:59.007Z");

    private final TickRecord started = new TickRecord(
            "nightly\u2028report",
            TICK,
            State.STARTED,
            "Wahl für alle",
            Long.MAX_VALUE,
            "a=b",
            TICK,
            null,
            3,
            2,
            UUID.randomUUID());

    @Test
    void what_was_written_is_read() {
        TickRecord ended = started.ended(State.FAILED, TICK.plusSeconds(1), UUID.randomUUID());
        assertThat(TickFields.record(TickFields.of(started))).isEqualTo(started);
        assertThat(TickFields.record(TickFields.of(ended))).isEqualTo(ended);
    }

    @Test
    void what_is_null_has_no_field() {
        assertThat(TickFields.of(started)).doesNotContainKey("ended").doesNotContainValue("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"job", "tick", "state", "election", "term", "candidate", "started", "missed", "attempt", "nonce"
            })
    void a_field_that_is_missing_is_named(String name) {
        Map<String, String> fields = TickFields.of(started);
        fields.remove(name);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TickFields.record(fields))
                .withMessage("there is no field '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tick", "state", "term", "started", "ended", "missed", "attempt", "nonce"})
    void a_field_that_makes_no_sense_is_named(String name) {
        Map<String, String> fields = TickFields.of(started);
        fields.put(name, "soon");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TickFields.record(fields))
                .withMessage("the field '" + name + "' makes no sense: 'soon'");
    }
}
