// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.election4j.internal.machine.Timings;

/**
 * What can happen in a small world, and how often. Mutable while it is set up, and not touched afterwards.
 *
 * <p>Times are in steps of real time or in units of a clock, see {@link Units}.
 */
final class Scope {

    /** What a scope can be asked to do beside the core. */
    enum Feature {
        /** A read shows what was there when it reached the store, and the answer comes any time later. */
        SLOW_READS,
        /** Reads are sent some time before they reach the store. */
        READS_ON_THEIR_WAY,
        /** Heartbeats reach the store in the moment in which they are sent; their answers take as long as ever. */
        SWIFT_HEARTBEATS,
        /** Clocks run at changing rates within the band. */
        CHANGING_RATES,
        /** Nothing is believed about the store record but what was read; it begins absent. */
        COLD_STORE,
        /** Holders look after their record (H9) at least once per lease, and nobody else is told of a change. */
        TIMELY_LOOKS,
        /** Rivals trust the store's clock (R4). */
        STORE_CLOCK_ALONE,
        /** A standby that does not know of an epoch chooses the same name for its own. */
        SAME_EPOCH_TWICE,
        /** Deletions by hand concern sessions, not elections. */
        DELETES_SESSIONS,
        /** There is a second standby, which may have stopped to follow before the first failover. */
        TWO_STANDBYS,
        /** All candidates but the first are started after the first failover. */
        LATECOMERS,
        /** The first candidate sends nothing after a failover; what it had sent goes on, and is answered. */
        CUT_OFF,
        /** The store fails over only while somebody leads, drains or waits for an acquisition. */
        FAILS_OVER_LEADERS,
        /** The writes of the store record reach the store, and are answered, in the moment in which they are sent. */
        SWIFT_SETTLING,
        /** The first process has a lease twice as long. */
        LONG_LEASE,
        /** Who finds no record of the store waits for its own lease. */
        CREATORS_LEASE,
        /** Records are deleted even while an acquisition that expects absence is on its way. */
        DELETES_ANY_TIME
    }

    final String name;
    final String sees;
    private final List<int[]> rates = new ArrayList<>();
    private final Map<Budget, Integer> limits = new EnumMap<>(Budget.class);
    private final Set<Feature> features = EnumSet.noneOf(Feature.class);
    private final Set<Witness> expected = EnumSet.noneOf(Witness.class);
    private int processes = 2;
    private int sessions = 2;
    private int late = 1;
    private int storeRate;
    private String epoch = "";

    /**
     * A scope in which little happens yet.
     *
     * @param name its name
     * @param sees what it looks at, in a few words
     */
    Scope(String name, String sees) {
        this.name = name;
        this.sees = sees;
    }

    Scope rates(int... unitsPerStep) {
        rates.clear();
        rates.add(unitsPerStep);
        processes = unitsPerStep.length;
        return this;
    }

    /** Any combination of slow and fast, anew in each step, times a factor. */
    Scope changingRates(int times) {
        rates.clear();
        for (int combination = 0; combination < 1 << processes; combination++) {
            int[] units = new int[processes];
            for (int i = 0; i < processes; i++) {
                units[i] = times * ((combination >> i & 1) == 0 ? Units.SLOW : Units.FAST);
            }
            rates.add(units);
        }
        features.add(Feature.CHANGING_RATES);
        return this;
    }

    Scope sessionsEach(int count) {
        sessions = count;
        return this;
    }

    Scope lateWrites(int count) {
        late = count;
        return this;
    }

    Scope upTo(Budget budget, int count) {
        limits.put(budget, count);
        return this;
    }

    Scope with(Feature feature) {
        features.add(feature);
        return this;
    }

    Scope epochs() {
        epoch = "e0";
        return this;
    }

    Scope storeClock(int unitsPerStep) {
        storeRate = unitsPerStep;
        return this;
    }

    Scope expects(Witness... witnesses) {
        expected.addAll(List.of(witnesses));
        return this;
    }

    // ---- what others ask -------------------------------------------------------------------------------------------

    List<int[]> rates() {
        return rates;
    }

    /** Whether processes can be swapped without changing anything. */
    boolean isSymmetric() {
        if (features.contains(Feature.LATECOMERS)
                || features.contains(Feature.LONG_LEASE)
                || limit(Budget.CLONES) > 0) {
            return false;
        }
        if (features.contains(Feature.CHANGING_RATES)) {
            return true;
        }
        int[] only = rates.get(0);
        for (int rate : only) {
            if (rate != only[0]) {
                return false;
            }
        }
        return true;
    }

    /** The times of a process. */
    Timings timings(int process) {
        return has(Feature.LONG_LEASE) && process == 0 ? Units.LONG_TIMINGS : Units.TIMINGS;
    }

    /** How long a process watches where no record of the store tells. */
    Duration constant(int process) {
        return has(Feature.CREATORS_LEASE)
                ? timings(process).lease()
                : timings(0).lease();
    }

    int limit(Budget budget) {
        return limits.getOrDefault(budget, 0);
    }

    boolean has(Feature feature) {
        return features.contains(feature);
    }

    Set<Witness> expected() {
        return expected;
    }

    int processes() {
        return processes;
    }

    int sessions() {
        return sessions;
    }

    int late() {
        return late;
    }

    boolean failsOver() {
        return limit(Budget.FAILOVERS) > 0;
    }

    int storeRate() {
        return storeRate;
    }

    String epoch() {
        return epoch;
    }

    /** Whether the record of an election can go back or vanish. */
    boolean losesHistory() {
        return failsOver() || limit(Budget.DELETIONS) > 0 || limit(Budget.COLLECTIONS) > 0;
    }
}
