// SPDX-License-Identifier: Apache-2.0
package org.election4j;

/**
 * What to do while leading. Runs on a thread of its own, which is interrupted at the stop signal.
 *
 * <p>Returning gives the leadership up ({@link LossReason#WORK_FINISHED}); an exception does so with {@link
 * LossReason#WORK_FAILED} and a back-off that grows with every failure in a row.
 */
@FunctionalInterface
public interface LeaderWork {

    /**
     * Works until the leadership ends or the work is done.
     *
     * @param leadership the leadership to work under
     * @throws Exception ends the leadership, except an {@link InterruptedException} after the stop signal, which is the
     *     ordinary way to stop
     */
    void run(Leadership leadership) throws Exception;
}
