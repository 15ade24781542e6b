// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.EnumMap;
import java.util.Map;

/** Counts what was seen. */
final class Sightings {

    private final Map<Witness, long[]> counts = new EnumMap<>(Witness.class);

    Sightings() {
        for (Witness witness : Witness.values()) {
            counts.put(witness, new long[1]);
        }
    }

    void saw(Witness witness) {
        counter(witness)[0]++;
    }

    long count(Witness witness) {
        return counter(witness)[0];
    }

    private long[] counter(Witness witness) {
        long[] counter = counts.get(witness);
        if (counter == null) {
            throw new IllegalStateException("no counter for " + witness);
        }
        return counter;
    }
}
