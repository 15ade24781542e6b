// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.election4j.spi.RecordKey;

/**
 * One call that was made through a {@link FaultyLeaseStore}.
 *
 * @param operation what was asked
 * @param keys the records it was about; empty for a listing and a probe
 * @param fault what happened to it
 * @param answer what the caller got: an outcome, a list of outcomes, or the exception that was thrown; true for a probe
 *     that passed
 */
public record StoreCall(StoreOperation operation, List<RecordKey> keys, Fault fault, Object answer) {

    /** Checks for nulls and copies the list. */
    public StoreCall {
        requireNonNull(operation, "operation");
        keys = List.copyOf(keys);
        requireNonNull(fault, "fault");
        requireNonNull(answer, "answer");
    }
}
