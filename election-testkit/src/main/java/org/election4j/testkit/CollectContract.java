// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Test;

/** The only deletion: an ended session, at its exact version. */
abstract class CollectContract extends BatchContract {

    @Test
    void an_ended_session_is_deleted() {
        StoredRecord ended = endedSession();
        Version deleted = versionOf(store().collect(ended, epochGuard(), attempt()));
        assertThat(deleted).isEqualTo(ended.version());
        assertAbsent(ended.record().key());
        assertThat(listed(store(), RecordKind.SESSION)).isEmpty();
    }

    @Test
    void only_the_named_session_is_deleted() {
        StoredRecord ended = endedSession();
        StoredRecord other = endedSession();
        versionOf(store().collect(ended, epochGuard(), attempt()));
        assertUnchanged(other.record(), other.version());
    }

    @Test
    void a_session_is_deleted_once() {
        StoredRecord ended = endedSession();
        versionOf(store().collect(ended, epochGuard(), attempt()));
        assertRejected(store().collect(ended, epochGuard(), attempt()));
    }

    @Test
    void a_session_at_another_version_is_not_deleted() {
        StoredRecord first = endedSession();
        SessionRecord second = renewed((SessionRecord) first.record());
        Version current = apply(new CompareAndSet(first.version(), second, epochGuard()));
        assertRejected(store().collect(first, epochGuard(), attempt()));
        assertUnchanged(second, current);
    }

    @Test
    void a_session_that_lives_after_all_is_not_deleted() {
        SessionRecord live = session();
        Version version = create(live);
        SessionRecord ended = live.ended(UUID.randomUUID());
        StoredRecord imagined = new StoredRecord(ended, new Version(ended.nonce(), version.mark()), null);
        assertRejected(store().collect(imagined, epochGuard(), attempt()));
        assertUnchanged(live, version);
    }

    @Test
    void a_live_session_is_misuse() {
        SessionRecord live = session();
        Version version = create(live);
        StoredRecord stored = find(live.key());
        assertThatThrownBy(() -> store().collect(stored, epochGuard(), attempt()))
                .isInstanceOf(IllegalArgumentException.class);
        assertUnchanged(live, version);
    }

    @Test
    void an_election_or_the_store_record_is_misuse() {
        ElectionRecord election = held(ELECTION, 1);
        create(election);
        for (RecordKey key : new RecordKey[] {election.key(), RecordKey.STORE}) {
            StoredRecord stored = find(key);
            assertThatThrownBy(() -> store().collect(stored, epochGuard(), attempt()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertUnchanged(stored.record(), stored.version());
        }
    }

    @Test
    void nothing_is_deleted_under_another_epoch() {
        assertDeletesOnlyWithoutEpochs(Guard.epoch("another"));
    }

    @Test
    void nothing_is_deleted_under_another_settlement() {
        settledGuard();
        assertDeletesOnlyWithoutEpochs(new Guard(epoch(), UUID.randomUUID()));
    }

    @Test
    void an_ended_session_is_deleted_under_the_settled_settlement() {
        StoredRecord ended = endedSession();
        versionOf(store().collect(ended, settledGuard(), attempt()));
        assertAbsent(ended.record().key());
    }

    @Test
    void a_deleted_session_is_absent_to_a_replacement_and_free_for_a_create() {
        StoredRecord ended = endedSession();
        versionOf(store().collect(ended, epochGuard(), attempt()));
        SessionRecord again = renewed((SessionRecord) ended.record());
        assertRejected(write(new CompareAndSet(ended.version(), again, epochGuard())));
        assertUnchanged(again, create(again));
    }

    private void assertDeletesOnlyWithoutEpochs(Guard guard) {
        StoredRecord ended = endedSession();
        WriteOutcome outcome = store().collect(ended, guard, attempt());
        if (traits().hasEpoch()) {
            assertRejected(outcome);
            assertUnchanged(ended.record(), ended.version());
        } else {
            assertThat(versionOf(outcome)).isEqualTo(ended.version());
            assertAbsent(ended.record().key());
        }
    }

    private StoredRecord endedSession() {
        SessionRecord session = session();
        apply(new CompareAndSet(create(session), session.ended(UUID.randomUUID()), epochGuard()));
        return find(session.key());
    }
}
