// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

/**
 * What becomes of local times that a change of the clocks skips or repeats. This is the rule of Vixie cron, whose manual tells jobs that run at
 * certain times from jobs that run more often than hourly; here the hours decide.
 */
public enum ClockChange {
    /**
     * For jobs of certain hours, such as 02:30 each night: each local time has exactly one tick. One that is repeated has it the
     * first time; one that is skipped has it at the next time that exists, which is when the clocks have gone forward.
     */
    ONE_TICK,

    /**
     * For jobs that repeat through every hour, such as every ten minutes: ticks go on as the clock shows them. What is repeated has
     * two, and what is skipped has none, so the time between ticks stays the same.
     */
    GO_ON
}
