// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

/**
 * Where a store says "look now". A hint is never trusted: it may be late, missing, repeated or forged, and only makes a
 * candidate read sooner than it would have. Implementations return at once and never throw.
 */
public interface HintListener {

    /**
     * The leadership of an election may have changed.
     *
     * @param electionName the election
     */
    void changed(String electionName);

    /** Hints may have been missed, for example after a reconnect: everything may have changed. */
    void missed();

    /**
     * Whether hints flow from now on. While they do not, candidates read more often.
     *
     * @param flowing false when the store has noticed that its channel is broken or impossible
     */
    void flowing(boolean flowing);
}
