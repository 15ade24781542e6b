// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What happened in a story, or in many, in numbers. */
final class Tally {

    private final Map<Sometimes, Long> sometimes = new EnumMap<>(Sometimes.class);
    long stories;
    long simulatedMillis;
    long events;
    long faults;
    long calls;
    long gains;
    long violations;

    void count(Sometimes what) {
        sometimes.merge(what, 1L, Long::sum);
    }

    long of(Sometimes what) {
        return sometimes.getOrDefault(what, 0L);
    }

    void set(Sometimes what, long count) {
        sometimes.put(what, count);
    }

    void add(Tally other) {
        other.sometimes.forEach((what, count) -> sometimes.merge(what, count, Long::sum));
        stories += other.stories;
        simulatedMillis += other.simulatedMillis;
        events += other.events;
        faults += other.faults;
        calls += other.calls;
        gains += other.gains;
        violations += other.violations;
    }

    /** What has not happened at all. */
    List<Sometimes> never() {
        List<Sometimes> never = new ArrayList<>();
        for (Sometimes what : Sometimes.values()) {
            if (of(what) == 0) {
                never.add(what);
            }
        }
        return never;
    }

    double simulatedYears() {
        return simulatedMillis / (365.25 * 24 * 3_600_000);
    }
}
