// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Test;

/** The store's own clock: an extra condition where there is one, and no trace of it where there is none. */
abstract class ExpiryContract extends GuardContract {

    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void a_session_tells_how_much_of_its_lease_is_left() {
        SessionRecord session = session();
        create(session);
        assertFresh(find(session.key()));
        assertFresh(found(store().readAll(List.of(session.key()), attempt()).get(0)));
        assertFresh(listed(store(), RecordKind.SESSION).get(0));
    }

    @Test
    void the_rest_of_a_lease_shrinks_while_time_passes() {
        SessionRecord session = session();
        create(session);
        StoredRecord before = find(session.key());
        elapse(SHORT);
        StoredRecord after = find(session.key());
        assertFresh(after);
        if (before.remaining() != null) {
            assertThat(after.remaining()).isLessThanOrEqualTo(before.remaining().minus(SHORT.dividedBy(2)));
        }
    }

    @Test
    void a_renewal_starts_the_lease_again() {
        SessionRecord session = session();
        Version version = create(session);
        elapse(SHORT);
        StoredRecord before = find(session.key());
        apply(new CompareAndSet(version, renewed(session), epochGuard()));
        StoredRecord after = find(session.key());
        assertFresh(after);
        if (before.remaining() != null) {
            assertThat(after.remaining()).isGreaterThan(before.remaining());
        }
    }

    @Test
    void a_session_that_ran_out_has_nothing_left() {
        SessionRecord session = session(SHORT);
        create(session);
        elapse(SHORT.multipliedBy(2));
        Duration remaining = find(session.key()).remaining();
        assertThat(remaining != null).as("%s is told", remaining).isEqualTo(traits().hasClock());
        assertThat(remaining == null || remaining.compareTo(Duration.ZERO) <= 0)
                .as("%s is nothing", remaining)
                .isTrue();
    }

    @Test
    void only_sessions_expire() {
        ElectionRecord election = held(ELECTION, 1);
        create(election);
        assertThat(find(election.key()).remaining()).isNull();
        assertThat(find(RecordKey.STORE).remaining()).isNull();
        assertThat(listed(store(), RecordKind.ELECTION).get(0).remaining()).isNull();
    }

    @Test
    void a_store_with_a_clock_tells_the_time() {
        boolean told = stampOf(store().read(RecordKey.STORE, attempt())).time() != null;
        assertThat(told || !traits().hasClock()).as("the time is told").isTrue();
    }

    @Test
    void a_session_within_its_lease_is_not_replaced_if_it_must_have_expired() {
        SessionRecord session = session();
        Version version = create(session);
        SessionRecord ended = session.ended(UUID.randomUUID());
        WriteOutcome outcome = write(new CompareAndSet(version, ended, epochGuard(), true));
        assertThat(outcome)
                .isInstanceOf(traits().hasClock() ? WriteOutcome.Rejected.class : WriteOutcome.Applied.class);
        assertThat(find(session.key()).record()).isEqualTo(traits().hasClock() ? session : ended);
    }

    @Test
    void a_renewed_session_is_not_replaced_if_it_must_have_expired() {
        SessionRecord session = session(SHORT.multipliedBy(10));
        Version version = create(session);
        elapse(SHORT);
        SessionRecord next = renewed(session);
        version = apply(new CompareAndSet(version, next, epochGuard()));
        SessionRecord ended = next.ended(UUID.randomUUID());
        WriteOutcome outcome = write(new CompareAndSet(version, ended, epochGuard(), true));
        assertThat(outcome)
                .isInstanceOf(traits().hasClock() ? WriteOutcome.Rejected.class : WriteOutcome.Applied.class);
    }

    @Test
    void a_session_that_ran_out_is_replaced_if_it_must_have_expired() {
        SessionRecord session = session(SHORT);
        Version version = create(session);
        elapse(SHORT.multipliedBy(2));
        SessionRecord ended = session.ended(UUID.randomUUID());
        assertUnchanged(ended, apply(new CompareAndSet(version, ended, epochGuard(), true)));
    }

    @Test
    void expiry_does_not_replace_the_expected_version() {
        SessionRecord first = session(SHORT);
        SessionRecord second = renewed(first);
        Version old = create(first);
        Version current = apply(new CompareAndSet(old, second, epochGuard()));
        elapse(SHORT.multipliedBy(2));
        assertRejected(write(new CompareAndSet(old, second.ended(UUID.randomUUID()), epochGuard(), true)));
        assertUnchanged(second, current);
    }

    @Test
    void a_session_that_ran_out_stays_and_can_be_renewed() {
        SessionRecord session = session(SHORT);
        Version version = create(session);
        elapse(SHORT.multipliedBy(2));
        assertUnchanged(session, version);
        SessionRecord next = renewed(session);
        assertUnchanged(next, apply(new CompareAndSet(version, next, epochGuard())));
    }

    @Test
    void a_session_within_its_lease_is_replaced_if_nothing_is_said_about_expiry() {
        SessionRecord session = session();
        SessionRecord ended = session.ended(UUID.randomUUID());
        assertUnchanged(ended, apply(new CompareAndSet(create(session), ended, epochGuard())));
    }

    /** The rest of a lease that was renewed a moment ago: told by stores with a clock and by no others. */
    private void assertFresh(StoredRecord stored) {
        if (traits().hasClock()) {
            assertThat(stored.remaining()).isNotNull().isPositive().isLessThanOrEqualTo(LEASE);
        } else {
            assertThat(stored.remaining()).isNull();
        }
    }
}
