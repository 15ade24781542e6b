// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.resilience4j.Samples.attempt;
import static org.election4j.resilience4j.Samples.election;
import static org.election4j.resilience4j.Samples.heldBy;
import static org.election4j.resilience4j.Samples.renewed;
import static org.election4j.resilience4j.Samples.session;
import static org.election4j.resilience4j.Samples.write;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.election4j.testkit.CountingLeaseStore;
import org.election4j.testkit.FakeTime;
import org.election4j.testkit.InMemoryLeaseStore;
import org.election4j.testkit.StoreOperation;
import org.junit.jupiter.api.Test;

/** Which calls an open breaker and a used-up rate stop, and which they never do. */
class HeldBackCallsTest {

    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore memory =
            InMemoryLeaseStore.builder().ticker(time).build();
    private final CountingLeaseStore counted = new CountingLeaseStore(memory);
    private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("of the test");
    private final ResilientLeaseStore store = ResilientLeaseStore.builder(counted)
            .ticker(time)
            .circuitBreaker(breaker)
            .rateLimiter(Samples.noLimit())
            .build();

    /** Opens a session through the store, then the breaker. */
    private SessionRecord opened() {
        SessionRecord session = session();
        applied(store.compareAndSet(write(null, session), attempt()));
        breaker.transitionToForcedOpenState();
        counted.reset();
        return session;
    }

    private static Version applied(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
        return ((WriteOutcome.Applied) outcome).version();
    }

    private Version version(SessionRecord session) {
        return ((ReadOutcome.Found) memory.read(session.key(), attempt()))
                .stored()
                .version();
    }

    private Version acquired(String name, SessionRecord session) {
        return applied(store.compareAndSet(write(null, election(name, heldBy(session))), attempt()));
    }

    private static void assertRefused(Throwable cause) {
        assertThat(cause)
                .isInstanceOf(RefusedCallException.class)
                .hasMessageContaining("was not asked: circuit breaker 'of the test' is FORCED_OPEN")
                .hasCauseInstanceOf(CallNotPermittedException.class);
    }

    private void assertRefused(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Unknown.class);
        assertRefused(((WriteOutcome.Unknown) outcome).cause());
        assertThat(counted.calls()).isZero();
    }

    private void assertRefused(ReadOutcome outcome) {
        assertThat(outcome).isInstanceOf(ReadOutcome.Unknown.class);
        assertRefused(((ReadOutcome.Unknown) outcome).cause());
        assertThat(counted.calls()).isZero();
    }

    @Test
    void a_heartbeat_goes_through() {
        SessionRecord session = opened();
        applied(store.compareAndSet(write(version(session), renewed(session)), attempt()));
    }

    @Test
    void the_end_of_ones_own_session_goes_through() {
        SessionRecord session = opened();
        applied(store.compareAndSet(write(version(session), session.ended(UUID.randomUUID())), attempt()));
    }

    @Test
    void a_release_and_a_handover_go_through() {
        SessionRecord session = session();
        Version free = acquired("freed", session);
        Version given = acquired("given", session);
        opened();
        applied(store.compareAndSet(write(free, election("freed", new ElectionRecord.Free())), attempt()));
        applied(store.compareAndSet(
                write(given, election("given", new ElectionRecord.Handover("b", Duration.ofSeconds(1)))), attempt()));
    }

    @Test
    void a_new_session_is_held_back() {
        opened();
        assertRefused(store.compareAndSet(write(null, session()), attempt()));
    }

    @Test
    void the_revocation_of_a_strangers_session_is_held_back() {
        SessionRecord stranger = session();
        Version version = applied(memory.compareAndSet(write(null, stranger), attempt()));
        opened();
        assertRefused(store.compareAndSet(write(version, stranger.ended(UUID.randomUUID())), attempt()));
        assertRefused(store.compareAndSet(write(null, session().ended(UUID.randomUUID())), attempt()));
    }

    @Test
    void a_session_that_has_ended_is_nobodys_own() {
        SessionRecord session = opened();
        SessionRecord ended = session.ended(UUID.randomUUID());
        Version version = applied(store.compareAndSet(write(version(session), ended), attempt()));
        counted.reset();
        assertRefused(store.compareAndSet(write(version, session.ended(UUID.randomUUID())), attempt()));
    }

    @Test
    void an_acquisition_is_held_back() {
        SessionRecord session = opened();
        assertRefused(store.compareAndSet(write(null, election("billing", heldBy(session))), attempt()));
    }

    @Test
    void a_settlement_is_held_back() {
        opened();
        StoreRecord settled =
                StoreRecord.first("", StoreRecord.State.SETTLED, UUID.randomUUID(), Samples.LEASE, UUID.randomUUID());
        assertRefused(store.compareAndSet(write(null, settled), attempt()));
    }

    @Test
    void reads_listings_sweeps_and_probes_are_held_back() {
        SessionRecord session = opened();
        StoredRecord ended = ended(session);
        assertRefused(store.read(new RecordKey.Election("billing"), attempt()));
        assertThat(store.readAll(List.of(RecordKey.STORE, new RecordKey.Election("billing")), attempt()))
                .hasSize(2)
                .allSatisfy(this::assertRefused);
        assertRefused(((ListOutcome.Unknown) store.list(RecordKind.SESSION, attempt())).cause());
        Sweep sweep = new Sweep(null, 10, Set.of(ended.version()), Guard.epoch(""));
        assertRefused(((SweepOutcome.Unknown) store.sweep(sweep, attempt())).cause());
        assertThatThrownBy(() -> store.probe(attempt())).satisfies(HeldBackCallsTest::assertRefused);
    }

    private StoredRecord ended(SessionRecord session) {
        applied(memory.compareAndSet(write(version(session), session.ended(UUID.randomUUID())), attempt()));
        return ((ReadOutcome.Found) memory.read(session.key(), attempt())).stored();
    }

    @Test
    void a_batch_is_cut_to_what_gives_up() {
        SessionRecord session = session();
        Version held = acquired("held", session);
        opened();
        CompareAndSet take = write(null, election("wanted", heldBy(session)));
        CompareAndSet release = write(held, election("held", new ElectionRecord.Free()));
        List<WriteOutcome> outcomes = store.compareAndSetAll(List.of(take, release, take), attempt());
        assertThat(counted.calls()).isEqualTo(1);
        counted.reset();
        assertRefused(outcomes.get(0));
        applied(outcomes.get(1));
        assertRefused(outcomes.get(2));
    }

    @Test
    void a_batch_is_one_call_while_all_is_well() {
        SessionRecord session = session();
        Version held = acquired("held", session);
        counted.reset();
        List<WriteOutcome> outcomes = store.compareAndSetAll(
                List.of(
                        write(null, election("wanted", heldBy(session))),
                        write(held, election("held", new ElectionRecord.Free()))),
                attempt());
        outcomes.forEach(HeldBackCallsTest::applied);
        assertThat(counted.calls()).isEqualTo(1);
    }

    @Test
    void the_read_that_a_heartbeat_waits_for_goes_through_while_there_is_something_to_save() {
        SessionRecord session = session();
        applied(store.compareAndSet(write(null, session), attempt()));
        var unused = acquired("billing", session);
        breaker.transitionToForcedOpenState();
        time.advance(Samples.LEASE.minusMillis(1));
        assertThat(store.read(session.key(), attempt())).isInstanceOf(ReadOutcome.Found.class);
        counted.reset();
        time.advance(Duration.ofMillis(1));
        assertRefused(store.read(session.key(), attempt()));
    }

    @Test
    void a_heartbeat_that_was_acknowledged_prolongs_that() {
        SessionRecord session = session();
        applied(store.compareAndSet(write(null, session), attempt()));
        var unused = acquired("billing", session);
        time.advance(Samples.LEASE.dividedBy(2));
        applied(store.compareAndSet(write(version(session), renewed(session)), attempt()));
        breaker.transitionToForcedOpenState();
        time.advance(Samples.LEASE.minusMillis(1));
        assertThat(store.read(session.key(), attempt())).isInstanceOf(ReadOutcome.Found.class);
    }

    @Test
    void a_session_that_never_held_anything_is_not_worth_a_read() {
        SessionRecord session = opened();
        assertRefused(store.read(session.key(), attempt()));
    }

    @Test
    void a_used_up_rate_holds_back_the_same_calls_and_no_other() {
        RateLimiter limiter = RateLimiter.of(
                "slow",
                RateLimiterConfig.custom()
                        .limitForPeriod(1)
                        .limitRefreshPeriod(Duration.ofHours(1))
                        .timeoutDuration(Duration.ZERO)
                        .build());
        ResilientLeaseStore limited =
                ResilientLeaseStore.builder(counted).rateLimiter(limiter).build();
        SessionRecord session = session();
        Version version = applied(limited.compareAndSet(write(null, session), attempt()));
        counted.reset();
        ReadOutcome read = limited.read(RecordKey.STORE, attempt());
        assertThat(((ReadOutcome.Unknown) read).cause())
                .isInstanceOf(RefusedCallException.class)
                .hasMessageContaining("rate limiter 'slow' allows 1 calls in PT1H");
        assertThat(counted.calls()).isZero();
        applied(limited.compareAndSet(write(version, renewed(session)), attempt()));
        assertThat(counted.calls(StoreOperation.WRITE_SESSION)).isEqualTo(1);
    }

    @Test
    void a_call_that_the_rate_holds_back_leaves_the_breakers_only_trial_to_the_next() {
        RateLimiter limiter = RateLimiter.of(
                "none left",
                RateLimiterConfig.custom()
                        .limitForPeriod(1)
                        .limitRefreshPeriod(Duration.ofHours(1))
                        .timeoutDuration(Duration.ZERO)
                        .build());
        CircuitBreaker halfOpen = new Defaults(Samples.LEASE, time).circuitBreaker("half open");
        ResilientLeaseStore limited = ResilientLeaseStore.builder(counted)
                .circuitBreaker(halfOpen)
                .rateLimiter(limiter)
                .build();
        assertThat(limiter.acquirePermission()).isTrue();
        halfOpen.transitionToOpenState();
        halfOpen.transitionToHalfOpenState();
        assertThat(limited.read(RecordKey.STORE, attempt())).isInstanceOf(ReadOutcome.Unknown.class);
        assertThat(halfOpen.tryAcquirePermission()).isTrue();
    }

    @Test
    void an_attempt_without_time_says_nothing_about_the_store() {
        CircuitBreaker touchy = new Defaults(Samples.LEASE, time).circuitBreaker("touchy");
        ResilientLeaseStore late =
                ResilientLeaseStore.builder(counted).circuitBreaker(touchy).build();
        Attempt over = Attempt.within(Duration.ofNanos(1));
        for (int i = 0; i < 20; i++) {
            ReadOutcome read = late.read(RecordKey.STORE, over);
            assertThat(((ReadOutcome.Unknown) read).cause()).hasMessageContaining("no time was left");
        }
        assertThat(counted.calls()).isZero();
        assertThat(touchy.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }
}
