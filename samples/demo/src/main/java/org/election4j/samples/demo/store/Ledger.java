// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The two tables, lists or whatever the store has, that leaders append to, and what went wrong in them. A row whose term is
 * smaller than that of an earlier row was written by a former leader: a stale write that got in.
 */
public interface Ledger {

    /** Counts what is there now. */
    Counts count() throws IOException;

    /** Counts rows that come in the order in which they were appended. */
    static Counts count(List<Row> unfenced, List<Row> fenced) {
        return new Counts(unfenced.size(), stale(unfenced), fenced.size(), stale(fenced));
    }

    private static List<Row> stale(List<Row> rows) {
        List<Row> stale = new ArrayList<>();
        long highest = 0;
        for (Row row : rows) {
            if (row.term() < highest) {
                stale.add(row);
            }
            highest = Math.max(highest, row.term());
        }
        return stale;
    }

    /** What a leader appended. */
    record Row(long id, long term, String candidate) {}

    /** What is there. */
    record Counts(long unfencedRows, List<Row> unfencedStale, long fencedRows, List<Row> fencedStale) {
        /** Nothing yet. */
        public static final Counts NONE = new Counts(0, List.of(), 0, List.of());
    }
}
