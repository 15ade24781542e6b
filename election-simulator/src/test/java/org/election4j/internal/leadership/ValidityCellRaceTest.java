// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** All interleavings of those who read, extend and seal the validity of one session. */
class ValidityCellRaceTest {

    private static final int SCHEDULES = Races.schedules(1_000);

    @Test
    void H3_whoever_saw_it_closed_and_whoever_extended_it_cannot_both_be_right() {
        Races.explore(SCHEDULES, () -> {
            ValidityCell cell = new ValidityCell(100);
            AtomicBoolean sawClosed = new AtomicBoolean();
            AtomicBoolean extended = new AtomicBoolean();
            Races.together(() -> sawClosed.set(!cell.isOpen(() -> 100)), () -> extended.set(cell.extend(200)));
            Races.require(sawClosed.get() != extended.get(), "closed and extended at once");
            Races.require(cell.isOpen(() -> 101) == extended.get(), "what was decided does not last");
        });
    }
}
