// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;

/**
 * The store of a story: one namespace, and what befalls the servers behind it. What befalls calls on their way is {@link
 * Link}'s business or, where a call is several requests, that of {@link ObjectRequests}.
 */
interface StoreModel {

    /** The store as one process has it. */
    LeaseStore connect(SimulatedProcess process);

    /** The store for somebody who looks on: its calls take no time and never fail. */
    LeaseStore peeking();

    /** A standby takes over that has not received the last writes. Does nothing to a store without epochs. */
    void failOver(int lostWrites);

    /** Another standby takes over, under the number that the last one chose, and without anything of its time. */
    void failOverAgain(int furtherLosses);

    /** Sets the store's clock. */
    void setClock(long byMillis);

    /** Deletes a record behind everybody's back. */
    void delete(RecordKey key);

    /** One more write was applied. */
    void wrote();
}
