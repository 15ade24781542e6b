// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.util.List;
import org.election4j.spi.Guard;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.SweepByPages;
import org.jspecify.annotations.Nullable;

/** The records of one namespace, for one step of a sweep. */
record SweepPages(RecordReads reads, RecordWrites writes, Line line, Guard guard)
        implements SweepByPages.Records<RuntimeException> {

    @Override
    public SweepByPages.Page page(RecordKind kind, @Nullable String after, int limit) {
        return reads.page(line, kind, after, limit);
    }

    @Override
    public int delete(List<StoredRecord> ended) {
        return writes.delete(line, ended, guard);
    }
}
