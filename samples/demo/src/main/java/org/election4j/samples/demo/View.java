// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.election4j.samples.demo.store.Ledger;

/**
 * The scene at one moment.
 *
 * @param rows the candidates
 * @param leaderless for how long nobody has led by their own word; zero while somebody does
 * @param changes the changes of leadership so far
 * @param counts what is in the tables
 * @param refusals how many stale writes the fence refused
 * @param samples how many samples were judged
 * @param violations what the judge found
 * @param failures what else went wrong
 */
record View(
        List<Row> rows,
        Duration leaderless,
        List<Change> changes,
        Ledger.Counts counts,
        long refusals,
        long samples,
        List<String> violations,
        List<String> failures) {

    /**
     * One candidate.
     *
     * @param term the term it holds; 0 if none
     * @param remaining how long it believes so if nothing else happens
     */
    record Row(String name, long pid, Standing.Condition condition, long term, Duration remaining) {

        /** Whether it leads and can act on it. */
        boolean leads() {
            return term != 0 && (condition == Standing.Condition.WELL || condition == Standing.Condition.CUT_OFF);
        }
    }

    /** The change that followed a disturbance, if it has happened. */
    Optional<Change> changeAfter(Change.Fault fault) {
        return changes.stream().filter(change -> fault.equals(change.cause())).findFirst();
    }

    /** Whether no candidate is starting, paused or cut off. */
    boolean isWell() {
        return rows.stream()
                .map(Row::condition)
                .allMatch(condition -> condition == Standing.Condition.WELL || condition == Standing.Condition.GONE);
    }
}
