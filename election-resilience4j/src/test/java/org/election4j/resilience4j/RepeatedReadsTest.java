// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.resilience4j.Samples.attempt;
import static org.election4j.resilience4j.Samples.session;
import static org.election4j.resilience4j.Samples.write;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.List;
import org.election4j.spi.Attempt;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.WriteOutcome;
import org.election4j.testkit.Fault;
import org.election4j.testkit.FaultyLeaseStore;
import org.election4j.testkit.InMemoryLeaseStore;
import org.election4j.testkit.StoreOperation;
import org.junit.jupiter.api.Test;

class RepeatedReadsTest {

    private static final Fault LOST = new Fault.LostRequest();

    private final FaultyLeaseStore faults = new FaultyLeaseStore(new InMemoryLeaseStore());
    private final ResilientLeaseStore store = with(Retry.of("three", tries(3, Duration.ofMillis(1))));

    private static RetryConfig tries(int most, Duration wait) {
        return RetryConfig.custom().maxAttempts(most).waitDuration(wait).build();
    }

    private ResilientLeaseStore with(Retry retry) {
        return ResilientLeaseStore.builder(faults)
                .circuitBreaker(CircuitBreaker.ofDefaults("too slow to open here"))
                .rateLimiter(Samples.noLimit())
                .retry(retry)
                .build();
    }

    @Test
    void a_read_that_was_not_answered_is_repeated() {
        faults.next(StoreOperation.READ, LOST).next(StoreOperation.READ, LOST);
        assertThat(store.read(RecordKey.STORE, attempt())).isInstanceOf(ReadOutcome.Absent.class);
        faults.next(StoreOperation.READ_ALL, LOST);
        assertThat(store.readAll(List.of(RecordKey.STORE), attempt()))
                .singleElement()
                .isInstanceOf(ReadOutcome.Absent.class);
        faults.next(StoreOperation.LIST, LOST);
        assertThat(store.list(RecordKind.SESSION, attempt())).isInstanceOf(ListOutcome.Listed.class);
    }

    @Test
    void the_last_try_counts() {
        faults.always(StoreOperation.READ, LOST);
        assertThat(store.read(RecordKey.STORE, attempt())).isInstanceOf(ReadOutcome.Unknown.class);
        assertThat(faults.history()).hasSize(3);
    }

    @Test
    void a_write_is_never_repeated() {
        faults.always(StoreOperation.WRITE_SESSION, LOST);
        assertThat(store.compareAndSet(write(null, session()), attempt())).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(faults.history()).hasSize(1);
    }

    @Test
    void no_try_begins_after_the_attempt() {
        faults.always(StoreOperation.READ, LOST);
        ResilientLeaseStore patient = with(Retry.of("patient", tries(3, Duration.ofMinutes(1))));
        assertThat(patient.read(RecordKey.STORE, Attempt.within(Duration.ofSeconds(30))))
                .isInstanceOf(ReadOutcome.Unknown.class);
        assertThat(faults.history()).hasSize(1);
    }

    @Test
    void a_breaker_that_opens_meanwhile_ends_the_tries_with_the_last_answer() {
        faults.always(StoreOperation.READ, LOST);
        CircuitBreaker breaker = CircuitBreaker.ofDefaults("opened");
        breaker.getEventPublisher().onError(error -> breaker.transitionToForcedOpenState());
        ResilientLeaseStore opening = ResilientLeaseStore.builder(faults)
                .circuitBreaker(breaker)
                .retry(Retry.of("three", tries(3, Duration.ofMillis(1))))
                .build();
        ReadOutcome outcome = opening.read(RecordKey.STORE, attempt());
        assertThat(((ReadOutcome.Unknown) outcome).cause()).isNotInstanceOf(RefusedCallException.class);
        assertThat(faults.history()).hasSize(1);
    }

    @Test
    void settings_without_sense_are_refused() {
        assertThatThrownBy(() -> ResilientLeaseStore.builder(faults).lease(Duration.ZERO))
                .hasMessage("lease must be positive, but is PT0S");
    }
}
