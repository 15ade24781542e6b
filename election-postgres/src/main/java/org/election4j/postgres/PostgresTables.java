// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import org.jspecify.annotations.Nullable;

/**
 * The names of the tables, quoted, and with the schema if there is one.
 *
 * @param session the table of sessions
 * @param election the table of elections
 * @param store the table of the store record
 * @param tick the table of the last ticks of jobs; only needed where there are such
 * @param pause the table of paused jobs; needed where there is that of ticks
 */
record PostgresTables(String session, String election, String store, String tick, String pause) {

    static PostgresTables of(@Nullable String schema, String prefix) {
        String qualifier = schema == null ? "" : quoted(schema) + ".";
        return new PostgresTables(
                qualifier + quoted(prefix + "_session"),
                qualifier + quoted(prefix),
                qualifier + quoted(prefix + "_store"),
                qualifier + quoted(prefix + "_tick"),
                qualifier + quoted(prefix + "_pause"));
    }

    /** Fills in the names. */
    String in(String sql) {
        return sql.replace("{session}", session)
                .replace("{election}", election)
                .replace("{store}", store)
                .replace("{tick}", tick)
                .replace("{pause}", pause);
    }

    /** The names were validated by the options: there is nothing to escape. */
    private static String quoted(String identifier) {
        return '"' + identifier + '"';
    }
}
