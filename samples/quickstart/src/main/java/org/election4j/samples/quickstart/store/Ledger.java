// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart.store;

import java.io.IOException;
import java.util.List;

/**
 * The two tables, lists or whatever the store has, that leaders append to, and what went wrong in them. A row whose term is
 * smaller than that of an earlier row was written by a leader of the past: a stale write that got in.
 */
public interface Ledger {

    /** Counts what is there now. */
    Counts count() throws IOException;

    /** A stale write that got in. */
    record StaleRow(long id, long term, String candidate) {}

    /** What is there. */
    record Counts(long unfencedRows, List<StaleRow> unfencedStale, long fencedRows, List<StaleRow> fencedStale) {
        /** Nothing yet. */
        public static final Counts NONE = new Counts(0, List.of(), 0, List.of());
    }
}
