// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.junit.jupiter.api.Test;

/** Reads and listings: current, complete and in order. */
abstract class ReadContract extends StoreFixture {

    protected abstract StoreTraits traits();

    @Test
    void a_record_nobody_wrote_is_absent() {
        assertAbsent(RecordKey.STORE);
        assertAbsent(new RecordKey.Election(ELECTION));
        assertAbsent(new RecordKey.Session(UUID.randomUUID()));
    }

    @Test
    void a_read_sees_the_write_acknowledged_before_it() {
        SessionRecord session = session();
        Version version = create(session);
        for (int i = 0; i < 20; i++) {
            assertUnchanged(session, version);
            session = renewed(session);
            version = apply(new CompareAndSet(version, session, epochGuard()));
        }
    }

    @Test
    void a_read_through_another_handle_sees_the_write_acknowledged_before_it() {
        LeaseStore reader = anotherHandle();
        SessionRecord session = session();
        Version version = create(session);
        for (int i = 0; i < 20; i++) {
            StoredRecord found = found(reader.read(session.key(), attempt()));
            assertThat(found.record()).isEqualTo(session);
            assertThat(found.version()).isEqualTo(version);
            session = renewed(session);
            version = apply(new CompareAndSet(version, session, epochGuard()));
        }
    }

    @Test
    void a_listing_through_another_handle_sees_the_write_acknowledged_before_it() {
        LeaseStore reader = anotherHandle();
        assertThat(listed(reader, RecordKind.SESSION)).isEmpty();
        SessionRecord session = session();
        create(session);
        assertThat(listed(reader, RecordKind.SESSION))
                .extracting(StoredRecord::record)
                .containsExactly(session);
    }

    @Test
    void several_reads_answer_in_the_order_of_their_keys() {
        SessionRecord session = session();
        create(session);
        LeaseRecord a = held("a", 1);
        LeaseRecord b = held("b", 2);
        create(b);
        create(a);
        RecordKey missing = new RecordKey.Session(UUID.randomUUID());

        List<RecordKey> keys = List.of(b.key(), missing, session.key(), RecordKey.STORE, a.key());
        List<ReadOutcome> outcomes = store().readAll(keys, attempt());

        assertThat(outcomes).hasSize(5);
        assertThat(found(outcomes.get(0)).record()).isEqualTo(b);
        assertThat(outcomes.get(1)).isInstanceOf(ReadOutcome.Absent.class);
        assertThat(found(outcomes.get(2)).record()).isEqualTo(session);
        assertThat(found(outcomes.get(3)).record()).isInstanceOf(StoreRecord.class);
        assertThat(found(outcomes.get(4)).record()).isEqualTo(a);
    }

    @Test
    void several_reads_see_the_writes_acknowledged_before_them() {
        LeaseStore reader = anotherHandle();
        SessionRecord session = session();
        Version version = create(session);
        for (int i = 0; i < 5; i++) {
            List<ReadOutcome> outcomes = reader.readAll(List.of(session.key(), RecordKey.STORE), attempt());
            assertThat(found(outcomes.get(0)).version()).isEqualTo(version);
            session = renewed(session);
            version = apply(new CompareAndSet(version, session, epochGuard()));
        }
    }

    @Test
    void no_keys_give_no_outcomes() {
        assertThat(store().readAll(List.of(), attempt())).isEmpty();
    }

    @Test
    void a_listing_of_nothing_is_empty() {
        assertThat(listed(store(), RecordKind.SESSION)).isEmpty();
        assertThat(listed(store(), RecordKind.ELECTION)).isEmpty();
    }

    @Test
    void a_listing_holds_every_record_of_its_kind_and_no_other() {
        LeaseRecord first = session();
        LeaseRecord second = session().ended(UUID.randomUUID());
        LeaseRecord third = held(ELECTION, 1);
        create(first);
        create(second);
        create(third);

        assertThat(listed(store(), RecordKind.SESSION))
                .extracting(StoredRecord::record)
                .containsExactlyInAnyOrder(first, second);
        assertThat(listed(store(), RecordKind.ELECTION))
                .extracting(StoredRecord::record)
                .containsExactly(third);
    }

    @Test
    void a_listed_version_is_good_for_a_write() {
        SessionRecord session = session();
        Version created = create(session);
        Version listed = listed(store(), RecordKind.SESSION).get(0).version();
        assertThat(listed).isEqualTo(created);
        apply(new CompareAndSet(listed, renewed(session), epochGuard()));
    }

    /**
     * How many records take more than one page of a listing: 1,100 unless overridden. Override it where writing so many takes
     * long and the tests can make pages shorter.
     *
     * @return more than a page holds
     */
    protected int moreThanAPage() {
        return 1_100;
    }

    @Test
    void a_listing_is_longer_than_any_page() {
        List<CompareAndSet> writes = new ArrayList<>();
        int records = moreThanAPage();
        for (int i = 0; i < records; i++) {
            writes.add(new CompareAndSet(null, session(), epochGuard()));
        }
        for (int from = 0; from < records; from += 100) {
            store().compareAndSetAll(writes.subList(from, Math.min(records, from + 100)), attempt())
                    .forEach(StoreFixture::versionOf);
        }
        assertThat(listed(store(), RecordKind.SESSION)).hasSize(records);
    }

    List<StoredRecord> listed(LeaseStore store, RecordKind kind) {
        ListOutcome outcome = store.list(kind, attempt());
        assertThat(outcome).isInstanceOf(ListOutcome.Listed.class);
        return ((ListOutcome.Listed) outcome).records();
    }
}
