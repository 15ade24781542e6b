// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken;

import com.sun.management.OperatingSystemMXBean;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.assertj.core.api.Assert;
import org.jspecify.annotations.Nullable;

final class NeedsLibrary {

    void array(Assert<?, ?>[] asserts) {}

    void sql(DataSource dataSource) {}

    long innocentSinceOfTheJdk(OperatingSystemMXBean system) {
        return system.getProcessCpuTime();
    }

    int[] innocent(@Nullable List<ReentrantLock[]> locks) {
        return new int[] {1};
    }
}
