// SPDX-License-Identifier: Apache-2.0
package org.election4j;

/** What became of a resignation or a handover. */
public enum ResignOutcome {
    /** The store acknowledged it: somebody else can lead. */
    RELEASED,
    /** This process did not lead. */
    NOT_LEADING,
    /**
     * A handover only: no live session has the named candidate's id, or the store did not say in time. Nothing was given
     * up, and this process leads on.
     */
    REFUSED,
    /** The leadership ended, but not through this release: the session or the record was gone first. */
    LOST
}
