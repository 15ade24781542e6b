// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.util.UUID;

/** One record of a store's namespace. Every write replaces the whole record and carries a fresh random nonce. */
public sealed interface LeaseRecord permits SessionRecord, ElectionRecord, StoreRecord {

    /**
     * The key this record is stored under.
     *
     * @return the key
     */
    RecordKey key();

    /**
     * The random id of the write that put this record here. Never reused.
     *
     * @return the nonce
     */
    UUID nonce();
}
