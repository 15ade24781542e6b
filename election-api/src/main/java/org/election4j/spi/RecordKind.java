// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

/** The kinds of records that can be listed. */
public enum RecordKind {
    /** {@link SessionRecord}s. */
    SESSION,
    /** {@link ElectionRecord}s. */
    ELECTION
}
