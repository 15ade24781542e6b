// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

/** A rule does not hold. Thrown by the step that breaks it. */
final class Breach extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Breach(String message) {
        super(message, null, false, false);
    }

    static void require(boolean holds, String message) {
        if (!holds) {
            throw new Breach(message);
        }
    }
}
