// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StorePace;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link LeaseStore} must do, one test for each sentence it promises. Extend it, say how a store is opened and
 * what it offers, and run it against the real server:
 *
 * <pre>{@code
 * class MyLeaseStoreContractTest extends LeaseStoreContract {
 *     private final String namespace = "contract_" + UUID.randomUUID();
 *
 *     protected LeaseStore openStore() {
 *         return new MyLeaseStore(server, namespace);
 *     }
 *
 *     protected StoreTraits traits() {
 *         return StoreTraits.none().withClock();
 *     }
 * }
 * }</pre>
 *
 * <p>JUnit makes one instance per test, so a field as above gives each test a namespace of its own. What a store answers
 * when its server is slow, gone or failing over is for its author to test: that needs faults of that very server.
 */
@Timeout(120)
public abstract class LeaseStoreContract extends HintContract {

    /** For subclasses. */
    protected LeaseStoreContract() {}

    /**
     * Opens a handle onto the namespace of this test: fresh and empty at the first call, the same at every other. The
     * contract closes all handles.
     *
     * @return a store of its own, as another process would have
     */
    @Override
    protected abstract LeaseStore openStore();

    /**
     * Changes one text of an election's record in the namespace of this test behind the store's back, as a later version of
     * the library does that knows more states of a seat, or somebody by hand. All else stays as it is.
     *
     * @param electionName the election; its record exists, and says {@code HELD}
     * @param field {@code state} or {@code candidate}, of which the latter is the candidate id of the holder
     * @param value the text to put there
     * @throws Exception if that fails
     */
    @Override
    protected abstract void changeByHand(String electionName, String field, String value) throws Exception;

    /**
     * What the store offers. Each trait is tested, and so is its absence.
     *
     * @return the traits
     */
    @Override
    protected abstract StoreTraits traits();

    /**
     * Lets time pass for the store's clock. Waits by default; override it where that clock is a fake.
     *
     * @param time how long
     */
    @Override
    protected void elapse(Duration time) {
        try {
            boolean never = new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
            assertThat(never).isFalse();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        }
    }

    /**
     * How long one call may take and a hint may be under way before the test fails: 20 seconds unless overridden.
     *
     * @return more than a busy machine needs
     */
    @Override
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    /**
     * The secrets that {@link #openStore()} uses, to look for them in descriptions.
     *
     * @return the secrets; empty if there are none
     */
    protected List<String> secrets() {
        return List.of();
    }

    @Test
    void the_probe_passes_on_an_empty_namespace_and_on_a_used_one() {
        store().probe(attempt());
        settledGuard();
        create(session());
        store().probe(attempt());
    }

    @Test
    void the_probe_writes_nothing() {
        store().probe(attempt());
        assertAbsent(RecordKey.STORE);
        assertThat(listed(store(), RecordKind.SESSION)).isEmpty();
        assertThat(listed(store(), RecordKind.ELECTION)).isEmpty();
    }

    @Test
    void the_description_is_one_short_line_without_secrets() {
        String description = store().describe();
        assertThat(description).isNotBlank().hasSizeLessThanOrEqualTo(200).doesNotContainPattern("\\R");
        assertThat(description).doesNotContainIgnoringCase("password=").doesNotContainPattern("//[^/\\s]*:[^/\\s]*@");
        secrets().forEach(secret -> assertThat(description).doesNotContain(secret));
    }

    @Test
    void the_pace_is_the_same_at_every_call_and_fits_a_candidate() {
        LeaseStore handle = anotherHandle();
        StorePace pace = handle.pace();
        assertThat(pace.lease()).isBetween(Duration.ofMillis(500), Duration.ofDays(1));
        handle.close();
        assertThat(handle.pace()).isEqualTo(pace);
    }

    @Test
    void a_store_can_be_closed_twice() {
        LeaseStore handle = anotherHandle();
        stampOf(handle.read(RecordKey.STORE, attempt()));
        handle.close();
        handle.close();
    }

    @Test
    void a_store_can_be_closed_unused() {
        anotherHandle().close();
    }

    @Test
    void a_closed_store_leaves_other_handles_alone() {
        LeaseStore handle = anotherHandle();
        SessionRecord session = session();
        create(session);
        handle.close();
        SessionRecord other = session();
        assertUnchanged(other, create(other));
        stampOf(store().read(session.key(), attempt()));
    }

    @Test
    void a_closed_store_answers_no_read() {
        LeaseStore closed = closedHandle();
        assertNoAnswer(() -> closed.read(RecordKey.STORE, attempt()), ReadOutcome.Unknown.class);
        assertNoAnswer(() -> closed.readAll(List.of(RecordKey.STORE), attempt()).get(0), ReadOutcome.Unknown.class);
        assertNoAnswer(() -> closed.list(RecordKind.SESSION, attempt()), ListOutcome.Unknown.class);
    }

    @Test
    void a_closed_store_makes_no_write() {
        LeaseStore closed = closedHandle();
        Guard guard = epochGuard();
        CompareAndSet write = new CompareAndSet(null, session(), guard);
        assertNoAnswer(() -> closed.compareAndSet(write, attempt()), WriteOutcome.Unknown.class);
        assertNoAnswer(() -> closed.compareAndSetAll(List.of(write), attempt()).get(0), WriteOutcome.Unknown.class);
        assertAbsent(write.next().key());
    }

    @Test
    void a_closed_store_deletes_nothing() {
        SessionRecord ended = session().ended(UUID.randomUUID());
        create(ended);
        StoredRecord stored = find(ended.key());
        LeaseStore closed = closedHandle();
        Sweep sweep = new Sweep(null, 10, Set.of(stored.version()), epochGuard());
        assertNoAnswer(() -> closed.sweep(sweep, attempt()), SweepOutcome.Unknown.class);
        assertUnchanged(ended, stored.version());
    }

    @Test
    void a_closed_store_cannot_be_probed() {
        LeaseStore closed = closedHandle();
        assertThat(catchThrowable(() -> closed.probe(attempt())))
                .as("what the probe throws")
                .isInstanceOf(LeaseStoreException.class);
    }

    private LeaseStore closedHandle() {
        LeaseStore handle = anotherHandle();
        stampOf(handle.read(RecordKey.STORE, attempt()));
        handle.close();
        return handle;
    }

    /** Fails unless the call throws or says that it does not know. */
    private static void assertNoAnswer(Callable<?> call, Class<?> unknown) {
        Object[] answer = new Object[1];
        Throwable thrown = catchThrowable(() -> answer[0] = call.call());
        if (thrown == null) {
            assertThat(answer[0]).isInstanceOf(unknown);
        } else {
            assertThat(thrown).isInstanceOf(RuntimeException.class);
        }
    }
}
