// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.assertj.core.api.Assert;
import org.jspecify.annotations.Nullable;

final class NeedsLibrary {

    void array(Assert<?, ?>[] asserts) {}

    void sql(DataSource dataSource) {}

    int[] innocent(@Nullable List<ReentrantLock[]> locks) {
        return new int[] {1};
    }
}
