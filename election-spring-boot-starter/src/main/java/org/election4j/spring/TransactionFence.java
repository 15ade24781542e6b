// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import org.election4j.Leadership;

/** Ties the transaction of the calling thread to a leadership; {@link FencedTransaction} calls it. A bean where elections are on Postgres. Thread-safe. */
@FunctionalInterface
public interface TransactionFence {

    /**
     * Lets the transaction of the calling thread go on only if the leadership's term leads, and keeps it so until the transaction ends:
     * whoever wants to lead next waits for it. Keep such transactions short. Blocks as the database does.
     *
     * @param leadership the leadership to act for
     * @throws org.election4j.StaleTermException if the term does not lead any more; let the transaction roll back
     * @throws IllegalStateException if this thread has no transaction on the {@code DataSource} of the elections
     * @throws org.springframework.dao.DataAccessException if the database could not be asked; let the transaction roll back
     */
    void check(Leadership leadership);
}
