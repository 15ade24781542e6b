// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.SessionRecord;

/** What can be asked of a store, told apart as costs and faults are. */
public enum StoreOperation {
    /** A read of one record. */
    READ,
    /** A read of several records at once. */
    READ_ALL,
    /** A write of one session: a heartbeat, or the beginning or end of a session. */
    WRITE_SESSION,
    /** A write of one election: leadership changes. */
    WRITE_ELECTION,
    /** A write of the store record. */
    WRITE_STORE,
    /** Several writes at once. */
    WRITE_ALL,
    /** A listing. */
    LIST,
    /** A step of clearing up ended sessions. */
    SWEEP,
    /** A check of the store. */
    PROBE;

    /**
     * The operation that makes one write.
     *
     * @param write the write
     * @return the operation for the kind of record written
     */
    public static StoreOperation of(CompareAndSet write) {
        LeaseRecord next = write.next();
        if (next instanceof SessionRecord) {
            return WRITE_SESSION;
        }
        return next instanceof ElectionRecord ? WRITE_ELECTION : WRITE_STORE;
    }
}
