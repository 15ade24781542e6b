// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A record as found in a store.
 *
 * @param record the record
 * @param version its exact version
 * @param remaining for a session in a store with a clock of its own: how much of the lease is left by that clock, zero
 *     or negative when it has run out; null otherwise
 */
public record StoredRecord(
        LeaseRecord record, Version version, @Nullable Duration remaining) {

    /** Checks for nulls and that record and version belong together. */
    public StoredRecord {
        requireNonNull(record, "record");
        requireNonNull(version, "version");
        if (!record.nonce().equals(version.nonce())) {
            throw new IllegalArgumentException(
                    "the version's nonce " + version.nonce() + " is not the record's " + record.nonce());
        }
    }
}
