// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.Version;
import org.junit.jupiter.api.Test;

/** Compare-and-set of one record: it lands on exactly the expected version or not at all. */
abstract class WriteContract extends RecordContract {

    @Test
    void a_record_is_created_where_there_is_none() {
        SessionRecord session = session();
        assertUnchanged(session, create(session));
    }

    @Test
    void a_record_is_not_created_over_another() {
        SessionRecord session = session();
        Version version = create(session);
        assertRejected(write(new CompareAndSet(null, renewed(session), epochGuard())));
        assertUnchanged(session, version);
    }

    @Test
    void an_election_is_not_created_over_another() {
        ElectionRecord election = held(ELECTION, 1);
        Version version = create(election);
        assertRejected(write(new CompareAndSet(null, held(ELECTION, 2), settledGuard())));
        assertUnchanged(election, version);
    }

    @Test
    void the_store_record_is_not_created_over_another() {
        StoreRecord record = storeRecord(epoch(), StoreRecord.State.NEW);
        Version version = create(record);
        StoreRecord other = storeRecord(epoch(), StoreRecord.State.SETTLED);
        assertRejected(write(new CompareAndSet(null, other, epochGuard())));
        assertUnchanged(record, version);
    }

    @Test
    void the_same_create_repeated_is_rejected() {
        CompareAndSet write = new CompareAndSet(null, session(), epochGuard());
        Version version = apply(write);
        assertRejected(write(write));
        assertUnchanged(write.next(), version);
    }

    @Test
    void a_record_is_replaced_at_the_expected_version() {
        SessionRecord session = session();
        SessionRecord next = renewed(session);
        Version version = apply(new CompareAndSet(create(session), next, epochGuard()));
        assertUnchanged(next, version);
    }

    @Test
    void the_same_replacement_repeated_is_rejected() {
        SessionRecord session = session();
        CompareAndSet write = new CompareAndSet(create(session), renewed(session), epochGuard());
        Version version = apply(write);
        assertRejected(write(write));
        assertUnchanged(write.next(), version);
    }

    @Test
    void a_session_is_not_replaced_at_an_older_version() {
        SessionRecord first = session();
        SessionRecord second = renewed(first);
        Version old = create(first);
        Version current = apply(new CompareAndSet(old, second, epochGuard()));
        assertRejected(write(new CompareAndSet(old, second.ended(UUID.randomUUID()), epochGuard())));
        assertUnchanged(second, current);
    }

    @Test
    void an_election_is_not_replaced_at_an_older_version() {
        ElectionRecord second = held(ELECTION, 2);
        Version old = create(held(ELECTION, 1));
        Version current = apply(new CompareAndSet(old, second, settledGuard()));
        assertRejected(write(new CompareAndSet(old, held(ELECTION, 3), settledGuard())));
        assertUnchanged(second, current);
    }

    @Test
    void the_store_record_is_not_replaced_at_an_older_version() {
        StoreRecord second = storeRecord(epoch(), StoreRecord.State.SETTLED);
        Version old = create(storeRecord(epoch(), StoreRecord.State.NEW));
        Version current = apply(new CompareAndSet(old, second, epochGuard()));
        assertRejected(write(new CompareAndSet(old, storeRecord(epoch(), StoreRecord.State.NEW), epochGuard())));
        assertUnchanged(second, current);
    }

    @Test
    void a_record_that_is_absent_is_not_replaced() {
        SessionRecord session = session();
        assertRejected(write(new CompareAndSet(Version.of(UUID.randomUUID()), session, epochGuard())));
        assertAbsent(session.key());
    }

    @Test
    void the_version_of_another_record_is_not_this_records_version() {
        SessionRecord session = session();
        Version version = create(session);
        Version other = create(session());
        assertRejected(write(new CompareAndSet(other, renewed(session), epochGuard())));
        assertUnchanged(session, version);
    }

    @Test
    void a_nonce_that_differs_in_its_first_or_last_bit_is_another_version() {
        for (LeaseRecord record : new LeaseRecord[] {session(), held(ELECTION, 1)}) {
            Version version = create(record);
            UUID nonce = version.nonce();
            UUID otherFirst =
                    new UUID(nonce.getMostSignificantBits() ^ Long.MIN_VALUE, nonce.getLeastSignificantBits());
            UUID otherLast = new UUID(nonce.getMostSignificantBits(), nonce.getLeastSignificantBits() ^ 1);
            assertRejected(write(replacement(record, new Version(otherFirst, version.mark()))));
            assertRejected(write(replacement(record, new Version(otherLast, version.mark()))));
            assertUnchanged(record, version);
        }
    }

    @Test
    void the_mark_is_part_of_the_version_where_the_store_has_one() {
        SessionRecord session = session();
        Version version = create(session);
        assertThat(version.mark().isEmpty())
                .as("the mark '%s' is empty", version.mark())
                .isNotEqualTo(traits().hasMark());
        if (traits().hasMark()) {
            Version old = version;
            session = renewed(session);
            version = apply(new CompareAndSet(old, session, epochGuard()));
            Version mixed = new Version(version.nonce(), old.mark());
            assertRejected(write(new CompareAndSet(mixed, renewed(session), epochGuard())));
        }
        assertUnchanged(session, version);
    }

    @Test
    void an_applied_version_is_the_one_that_is_read_and_the_one_to_expect_next() {
        ElectionRecord record = held(ELECTION, 1);
        Version version = create(record);
        for (int term = 2; term < 10; term++) {
            assertThat(version.nonce()).isEqualTo(record.nonce());
            assertUnchanged(record, version);
            record = held(ELECTION, term);
            version = apply(new CompareAndSet(version, record, settledGuard()));
        }
    }

    @Test
    void a_write_leaves_other_records_alone() {
        SessionRecord session = session();
        ElectionRecord election = held("a", 1);
        Version sessionVersion = create(session);
        Version electionVersion = create(election);
        apply(new CompareAndSet(create(held("b", 1)), held("b", 2), settledGuard()));
        create(session());
        assertUnchanged(session, sessionVersion);
        assertUnchanged(election, electionVersion);
    }

    private CompareAndSet replacement(LeaseRecord record, Version expected) {
        LeaseRecord next = record instanceof SessionRecord session ? renewed(session) : held(ELECTION, 2);
        return new CompareAndSet(expected, next, guardFor(record));
    }
}
