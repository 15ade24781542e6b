// SPDX-License-Identifier: Apache-2.0
package org.election4j;

/** When a silent leader's session may be revoked. */
public enum Takeover {
    /**
     * When this process itself, by its own monotonic clock, has seen the session unchanged for the session's whole lease.
     * Needs no agreement about time with anybody. The default.
     */
    OBSERVED,
    /**
     * As soon as the store's clock says that the session has expired. Faster for processes that have just started, and
     * safe only as long as the store's clock does not jump forward.
     */
    STORE_CLOCK
}
