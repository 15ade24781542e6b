// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import java.util.Optional;
import org.election4j.jobs.TickRun;

/**
 * The tick for which the current thread runs a method annotated with {@link OncePerTick}: its time, how many were missed before it, and
 * the leadership. Inject it; a scheduled method cannot have parameters. Thread-safe.
 */
public interface CurrentTick {

    /**
     * The tick of this thread.
     *
     * @return the tick; empty outside such a method
     */
    Optional<TickRun> find();

    /**
     * The tick of this thread.
     *
     * @return the tick
     * @throws IllegalStateException outside such a method
     */
    default TickRun get() {
        return find().orElseThrow(() -> new IllegalStateException("this thread runs no @OncePerTick method"));
    }
}
