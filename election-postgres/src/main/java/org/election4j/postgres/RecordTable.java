// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

/** The three tables, in the order in which a batch writes them. */
enum RecordTable {
    STORE,
    SESSION,
    ELECTION;

    /** The quoted name. */
    String in(PostgresTables tables) {
        return switch (this) {
            case STORE -> tables.store();
            case SESSION -> tables.session();
            case ELECTION -> tables.election();
        };
    }
}
