// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.List;
import java.util.Optional;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;

/** A store whose classes are there. */
interface StoreOption {

    /** Which one. */
    StoreType type();

    /** Whether it is taken without being named. */
    default boolean isOffered() {
        return !clients().isEmpty();
    }

    /** The beans it could work on. */
    List<String> clients();

    /** Makes the store. */
    LeaseStore create();

    /** Makes a store for ticks beside that; empty if there is none of this kind. */
    default Optional<TickStore> ticks(LeaseStore store) {
        return Optional.empty();
    }
}
