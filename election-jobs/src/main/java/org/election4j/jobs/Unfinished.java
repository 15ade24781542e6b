// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

/**
 * What the next leader does with a tick that was started and is not known to have ended: whoever started it died, was cut
 * off, or lost the leadership in the middle. Some of the work may have been done.
 *
 * @param reruns how often such a tick is started again; zero leaves it as it is
 */
public record Unfinished(int reruns) {

    /** Validates the number. */
    public Unfinished {
        if (reruns < 0 || reruns > 1000) {
            throw new IllegalArgumentException("reruns must be between 0 and 1000, but are " + reruns);
        }
    }

    /**
     * Leaves it: a tick is started at most once. For work that must not be repeated.
     *
     * @return the policy
     */
    public static Unfinished leave() {
        return new Unfinished(0);
    }

    /**
     * Starts it again, if no later tick is due and {@link CatchUp} still allows it. For work that can be repeated. The
     * limit keeps a tick that kills its process from going round for ever.
     *
     * @param atMost how often, at least once
     * @return the policy
     */
    public static Unfinished rerun(int atMost) {
        if (atMost < 1) {
            throw new IllegalArgumentException("reruns must be at least 1, but are " + atMost + "; or leave it");
        }
        return new Unfinished(atMost);
    }
}
