// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

/** Expressions that several statements share. */
final class StoreSql {

    /**
     * The epoch: the timeline of the server's write-ahead log, which every promotion changes. On a standby this is an
     * error, and so no answer.
     */
    static final String EPOCH = "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";

    /** The channel of the hints. The table's number keeps namespaces apart whatever their schemas are called. */
    static final String CHANNEL = "'election4j_' || '{election}'::regclass::oid";

    /** A row {@code a} that carries a guard may be written: see {@link org.election4j.spi.Guard}. */
    static final String ADMITTED = """
            store.durability <> 'off'
                  AND a.guard_epoch = store.epoch
                  AND (a.guard_settlement IS NULL OR EXISTS (
                        SELECT FROM {store} r
                         WHERE r.state = 'SETTLED'
                           AND r.epoch = a.guard_epoch
                           AND r.settlement = a.guard_settlement))""";

    private StoreSql() {}
}
