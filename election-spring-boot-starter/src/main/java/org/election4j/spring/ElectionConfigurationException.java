// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/** The application cannot start as it is configured. The message says why, the action what to change. */
public final class ElectionConfigurationException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * Creates the exception.
     *
     * @param problem what cannot work
     * @param action what to change
     */
    public ElectionConfigurationException(String problem, String action) {
        super(requireNonNull(problem, "problem"));
        this.action = requireNonNull(action, "action");
    }

    /**
     * Creates the exception.
     *
     * @param problem what cannot work
     * @param action what to change
     * @param cause why
     */
    public ElectionConfigurationException(String problem, String action, Throwable cause) {
        super(requireNonNull(problem, "problem"), cause);
        this.action = requireNonNull(action, "action");
    }

    /**
     * What to change.
     *
     * @return one sentence or more
     */
    public String action() {
        return action;
    }
}
