// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.io.Serial;

/** A leadership is not, or not long enough, valid for the step that was about to be taken. */
public final class LeadershipLostException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was asked for and what is left
     */
    public LeadershipLostException(String message) {
        super(message);
    }
}
