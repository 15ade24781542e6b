// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.testkit.Records.apply;
import static org.election4j.testkit.Records.attempt;
import static org.election4j.testkit.Records.creation;
import static org.election4j.testkit.Records.election;
import static org.election4j.testkit.Records.find;
import static org.election4j.testkit.Records.session;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.election4j.spi.Guard;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.Version;
import org.junit.jupiter.api.Test;

class CountingLeaseStoreTest {

    private final CountingLeaseStore store = new CountingLeaseStore(new InMemoryLeaseStore());

    @Test
    void single_calls_are_counted_by_kind() {
        SessionRecord ended = session().ended(UUID.randomUUID());
        apply(store, creation(ended));
        apply(store, creation(election("a", 1)));
        apply(store, creation(settled()));
        Version old = find(store, ended.key()).version();
        store.sweep(new Sweep(null, 10, Set.of(old), Guard.epoch("")), attempt());
        store.list(RecordKind.SESSION, attempt());
        store.probe(attempt());

        for (StoreOperation operation : StoreOperation.values()) {
            boolean batch = operation == StoreOperation.READ_ALL || operation == StoreOperation.WRITE_ALL;
            assertThat(store.calls(operation)).as("%s", operation).isEqualTo(batch ? 0 : 1);
        }
        assertThat(store.calls()).isEqualTo(7);
        assertThat(store.records(StoreOperation.READ)).isEqualTo(1);
        assertThat(store.records(StoreOperation.SWEEP)).isEqualTo(1);
    }

    @Test
    void a_batch_is_one_call_and_many_records() {
        store.compareAndSetAll(
                List.of(creation(session()), creation(election("a", 1)), creation(election("b", 1))), attempt());
        store.readAll(List.of(RecordKey.STORE, new RecordKey.Election("a")), attempt());

        assertThat(store.calls()).isEqualTo(2);
        assertThat(store.calls(StoreOperation.WRITE_ALL)).isEqualTo(1);
        assertThat(store.calls(StoreOperation.READ_ALL)).isEqualTo(1);
        assertThat(store.records(StoreOperation.WRITE_SESSION)).isEqualTo(1);
        assertThat(store.records(StoreOperation.WRITE_ELECTION)).isEqualTo(2);
        assertThat(store.records(StoreOperation.WRITE_STORE)).isZero();
        assertThat(store.records(StoreOperation.READ)).isEqualTo(2);
    }

    @Test
    void a_rejected_write_costs_as_much_as_any() {
        store.compareAndSet(creation(election("a", 1)), attempt());
        store.compareAndSet(creation(election("a", 1)), attempt());
        assertThat(store.calls(StoreOperation.WRITE_ELECTION)).isEqualTo(2);
    }

    @Test
    void a_reset_starts_again_from_zero() {
        apply(store, creation(session()));
        store.reset();
        assertThat(store.calls()).isZero();
        assertThat(store.records(StoreOperation.WRITE_SESSION)).isZero();
    }

    private static StoreRecord settled() {
        return StoreRecord.first(
                "", StoreRecord.State.SETTLED, UUID.randomUUID(), Duration.ofSeconds(10), UUID.randomUUID());
    }
}
