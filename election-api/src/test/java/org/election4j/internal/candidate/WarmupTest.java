// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.candidate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The takeover that is played before there is one. */
class WarmupTest {

    private final Warmup rehearsal = new Warmup();

    @Test
    void it_takes_over_resigns_leads_again_and_leaves() {
        rehearsal.hold();
        assertThat(rehearsal.gained()).isEqualTo(2);
        assertThat(rehearsal.lost()).isEqualTo(2);
        assertThat(rehearsal.isOver()).isTrue();
    }

    /** The engine writes log lines through the same door. */
    @Test
    void nobody_hears_of_it() {
        rehearsal.hold();
        assertThat(rehearsal.unheard()).isPositive();
    }
}
