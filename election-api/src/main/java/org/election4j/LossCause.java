// SPDX-License-Identifier: Apache-2.0
package org.election4j;

/** What took the time when heartbeats were late: the verdict of a {@link LossReport}. */
public enum LossCause {
    /** Nothing was late: the leadership was given up, or ended for a reason that has nothing to do with time. */
    NOT_LATE,
    /** The store answered, but slowly, or answered other calls than the heartbeat: locks, disks, replication. */
    STORE_SLOW,
    /** The store did not answer, or refused connections. */
    STORE_UNREACHABLE,
    /** The heartbeat waited for a database connection. */
    POOL_WAIT,
    /** The heartbeat thread was ready to run, and was not run: too many threads for too few processors. */
    THREADS_STARVED,
    /** The garbage collector stopped the process. */
    GC_PAUSE,
    /**
     * The JVM stopped all its threads, and not to collect garbage: a heap dump, a class that is redefined, an agent. This
     * process used a processor meanwhile.
     */
    JVM_PAUSED,
    /** The control group's processor quota stopped the process. */
    CPU_THROTTLED,
    /** The whole process stood still: SIGSTOP, a debugger, a paused container, a frozen virtual machine. */
    PROCESS_PAUSED,
    /** The operating system was suspended. */
    CLOCK_SUSPENDED,
    /** Somebody else wrote to the session or the election. */
    SUPERSEDED,
    /** The store failed over, or was restored, and may have lost acknowledged writes. */
    STORE_FAILED_OVER
}
