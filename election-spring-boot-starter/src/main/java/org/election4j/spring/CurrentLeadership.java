// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import java.util.Optional;
import org.election4j.Leadership;

/**
 * The leadership under which the current thread runs a method annotated with {@link OnLeader}. Inject it where a method cannot have
 * a parameter, as in {@code @Scheduled} methods. Thread-safe.
 */
public interface CurrentLeadership {

    /**
     * The leadership of the innermost such method on this thread.
     *
     * @return the leadership, valid or not; empty outside such a method
     */
    Optional<Leadership> find();

    /**
     * The leadership of the innermost such method on this thread.
     *
     * @return the leadership, valid or not
     * @throws IllegalStateException outside such a method: a call from within the same object is not guarded
     */
    default Leadership get() {
        return find().orElseThrow(() -> new IllegalStateException("this thread runs no @OnLeader method:"
                + " was the method called from within its own object, past the proxy?"));
    }
}
