// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.LocalDateTime;
import java.util.Optional;

/** When a job is due by a clock on the wall that is never changed. A function of its argument only; must not block. */
@FunctionalInterface
public interface LocalTimes {

    /**
     * The first time after a given one.
     *
     * @param after the time; not itself an answer
     * @return a later time, in whole milliseconds; empty if there is none
     */
    Optional<LocalDateTime> next(LocalDateTime after);
}
