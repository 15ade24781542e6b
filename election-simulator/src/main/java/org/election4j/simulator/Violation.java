// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

/** An invariant that did not hold. Ends the story. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Invariant invariant;

    Violation(Invariant invariant, String message) {
        super(message);
        this.invariant = invariant;
    }

    Invariant invariant() {
        return invariant;
    }
}
