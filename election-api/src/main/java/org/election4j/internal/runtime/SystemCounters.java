// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What the operating system and the JVM count about this process and one of its threads, each since some time in the past
 * and in nanoseconds. Not thread-safe.
 */
class SystemCounters {

    private final ControlGroup group;
    private final Scheduling scheduling;
    private final List<GarbageCollectorMXBean> collectors;
    private final OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();

    /** Reads the files below the given directory, which is that of the system except in tests. */
    SystemCounters(Path root) {
        this.group = ControlGroup.under(root);
        this.scheduling = new Scheduling(root.resolve("proc"));
        // A cycle of a concurrent collector goes on while everything else runs; its pauses are counted by another bean.
        this.collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(bean -> !bean.getName().endsWith("Cycles"))
                .toList();
    }

    /** The calling thread is the one whose waits count from now on. */
    void followThisThread() {
        scheduling.follow();
    }

    /** Whether the calling thread is the one whose waits count. */
    boolean isFollowed() {
        return scheduling.isFollowed();
    }

    /** For how long the garbage collector stopped everything. */
    long gcNanos() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            millis += Math.max(0, collector.getCollectionTime());
        }
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    /** Processor time of all threads of this process. */
    long cpuNanos() {
        return system instanceof com.sun.management.OperatingSystemMXBean bean
                ? Math.max(0, bean.getProcessCpuTime())
                : 0;
    }

    OptionalLong throttledNanos() {
        return group.throttledNanos();
    }

    /** For how long the followed thread was ready to run and waited for a processor. It is counted when it gets one. */
    OptionalLong waitedNanos() {
        return scheduling.waitedNanos();
    }
}
