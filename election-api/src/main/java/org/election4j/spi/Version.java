// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * The exact version of a record: the nonce of the write together with the store's own mark for it. Counters can restart
 * and content hashes can repeat; a random nonce does neither.
 *
 * @param nonce the random id of the write
 * @param mark the store's own version of the record (an etag, a znode version), verbatim; empty where the store has none
 */
public record Version(UUID nonce, String mark) {

    /** Checks for nulls. */
    public Version {
        requireNonNull(nonce, "nonce");
        requireNonNull(mark, "mark");
    }

    /**
     * The version of a record in a store without a mark of its own.
     *
     * @param nonce the random id of the write
     * @return the version
     */
    public static Version of(UUID nonce) {
        return new Version(nonce, "");
    }
}
