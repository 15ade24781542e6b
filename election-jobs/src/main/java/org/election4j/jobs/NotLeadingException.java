// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.io.Serial;

/** A task with a result was not run, because this process does not lead. */
public final class NotLeadingException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which task, and who leads
     */
    public NotLeadingException(String message) {
        super(message);
    }
}
