// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

/**
 * What a store under test offers beyond the compare-and-set that all of them have. Declared by whoever tests the store
 * and then held against it both ways: a trait that is declared must work, and one that is not must be absent.
 *
 * @param hasEpoch every answer carries an epoch, and guards are checked
 * @param hasClock sessions expire by the store's own clock
 * @param hasHints changes of leadership are pushed
 * @param hasMark versions carry a mark of the store's own
 */
public record StoreTraits(boolean hasEpoch, boolean hasClock, boolean hasHints, boolean hasMark) {

    /**
     * A store with compare-and-set and nothing else.
     *
     * @return the traits
     */
    public static StoreTraits none() {
        return new StoreTraits(false, false, false, false);
    }

    /**
     * These traits and an epoch.
     *
     * @return a copy
     */
    public StoreTraits withEpoch() {
        return new StoreTraits(true, hasClock, hasHints, hasMark);
    }

    /**
     * These traits and a clock.
     *
     * @return a copy
     */
    public StoreTraits withClock() {
        return new StoreTraits(hasEpoch, true, hasHints, hasMark);
    }

    /**
     * These traits and hints.
     *
     * @return a copy
     */
    public StoreTraits withHints() {
        return new StoreTraits(hasEpoch, hasClock, true, hasMark);
    }

    /**
     * These traits and a mark in every version.
     *
     * @return a copy
     */
    public StoreTraits withMark() {
        return new StoreTraits(hasEpoch, hasClock, hasHints, true);
    }
}
