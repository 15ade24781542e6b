// SPDX-License-Identifier: Apache-2.0
package org.election4j;

/**
 * What to do when user code is still running although its time to drain is over and somebody else may lead soon. The time
 * counts from when it heard the stop signal: the leader work was interrupted and the first {@code onStopping} has begun.
 * However late it hears it, it has a twentieth of a lease to return, or its drain limit if that is shorter.
 */
public enum OverrunPolicy {
    /** Log it, loudly, and wait. */
    LOG,
    /** Log it and interrupt the leader work again, once a second, until it returns. */
    INTERRUPT,
    /**
     * Log it and halt the JVM with exit code {@value #HALT_EXIT_CODE}, without running shutdown hooks: for work that must
     * not overlap with another leader's and cannot be fenced.
     */
    HALT;

    /** The exit code of {@link #HALT}. */
    public static final int HALT_EXIT_CODE = 70;
}
