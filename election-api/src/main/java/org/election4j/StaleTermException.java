// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.io.Serial;

/** A fence refused a write: its term does not lead any more. */
public final class StaleTermException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String electionName;
    private final long term;

    /**
     * Creates the exception.
     *
     * @param electionName the election
     * @param term the term that was refused
     */
    public StaleTermException(String electionName, long term) {
        super("term " + term + " of election '" + electionName
                + "' does not lead any more; the write was refused. Stop working for this term");
        this.electionName = electionName;
        this.term = term;
    }

    /**
     * The election.
     *
     * @return its name
     */
    public String electionName() {
        return electionName;
    }

    /**
     * The term that was refused.
     *
     * @return the term
     */
    public long term() {
        return term;
    }
}
