// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;

/** How often a store of ticks that fails is asked again, and how often that is logged. Used by one thread at a time. */
final class TickTrouble {

    static final Duration FIRST_RETRY = Duration.ofMillis(250);
    static final Duration LAST_RETRY = Duration.ofSeconds(10);

    /** At the longest pause, one line in about five minutes. */
    private static final int SAID_EACH = 30;

    private final String job;
    private final JobLog log;
    private Duration retry = FIRST_RETRY;
    private long failures;

    TickTrouble(String job, JobLog log) {
        this.job = job;
        this.log = log;
    }

    /** Tells of a failure; gives how long to wait before the next call. */
    Duration failed(JobEvent.StoreFailed failure) {
        log.storeFailed(failure, failures++ % SAID_EACH == 0);
        Duration wait = retry;
        retry = wait.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? wait.multipliedBy(2) : LAST_RETRY;
        return wait;
    }

    /** The store has answered. */
    void over() {
        if (failures > 0) {
            log.storeWorksAgain(job, failures);
        }
        failures = 0;
        retry = FIRST_RETRY;
    }
}
