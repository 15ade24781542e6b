// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import org.election4j.spi.LeaseRecord;
import org.election4j.spi.Version;

/**
 * A record in the store.
 *
 * @param record the record
 * @param version its version
 * @param writtenAt when it was written, by the store's clock, in units
 */
record Entry(LeaseRecord record, Version version, long writtenAt) {

    static Entry of(LeaseRecord record, long clock) {
        return new Entry(record, Version.of(record.nonce()), clock);
    }
}
