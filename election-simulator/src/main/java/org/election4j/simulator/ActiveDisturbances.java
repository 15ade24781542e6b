// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.EnumMap;
import java.util.Map;

/** What goes wrong around one process at this moment, and how badly. Outlives the process. */
final class ActiveDisturbances {

    private final Map<Disturbance, Integer> numbers = new EnumMap<>(Disturbance.class);

    /** Begins, or ends if the number is zero. */
    void set(Disturbance what, int number) {
        if (number == 0) {
            numbers.remove(what);
        } else {
            numbers.put(what, number);
        }
    }

    void clear() {
        numbers.clear();
    }

    boolean isBad() {
        return !numbers.isEmpty();
    }

    /** The number of the incident; zero if nothing of the kind goes on. */
    int of(Disturbance what) {
        return numbers.getOrDefault(what, 0);
    }
}
