// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;

/**
 * The store of a story: one namespace without any network, and what befalls the servers behind it. What befalls calls on
 * their way is {@link Link}'s business.
 */
interface StoreModel {

    /** A connection for one process. Its calls take no time and never fail. */
    LeaseStore connect();

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
