// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.ResignOutcome;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * The candidates of a test and how to wait for them.
 *
 * <p>The parts of the contract extend one another for one reason only: a test class inherits its tests from one place.
 */
abstract class ElectorFixture {

    static final String ELECTION = "nightly-billing";

    private final List<Candidate> candidates = new ArrayList<>();
    private final List<LeaseStore> handles = new ArrayList<>();
    private final List<FaultyLeaseStore> breakable = new ArrayList<>();

    protected abstract LeaseStore openStore();

    protected abstract Duration lease();

    protected abstract Duration patience();

    @AfterEach
    void close_everything() {
        // A farewell into a cut connection would take as long as it may.
        breakable.forEach(FaultyLeaseStore::clear);
        candidates.forEach(Candidate::close);
        handles.forEach(LeaseStore::close);
    }

    // ---- stores ----------------------------------------------------------------------------------------------------

    /** A handle of its own onto the namespace, which is settled: the first election need not wait. */
    LeaseStore handle() {
        LeaseStore handle = openStore();
        handles.add(handle);
        if (handles.size() == 1) {
            Await.until(patience(), "the store can be asked", () -> canBeAsked(handle));
            settle(handle);
        }
        return handle;
    }

    /**
     * On a busy machine a first connection may take longer than a short lease allows. A candidate would ask again, too.
     *
     * @throws UnsafeStoreException as the probe does: it does not help to ask again
     */
    private boolean canBeAsked(LeaseStore handle) {
        try {
            handle.probe(attempt());
            return true;
        } catch (UnsafeStoreException e) {
            throw e;
        } catch (LeaseStoreException e) {
            return false;
        }
    }

    /** A handle whose connection can be cut. */
    FaultyLeaseStore breakable() {
        FaultyLeaseStore handle = new FaultyLeaseStore(handle());
        breakable.add(handle);
        handles.add(handle);
        return handle;
    }

    private void settle(LeaseStore store) {
        if (store.read(RecordKey.STORE, attempt()) instanceof ReadOutcome.Absent absent) {
            String epoch = absent.stamp().epoch();
            StoreRecord settled = StoreRecord.first(
                    epoch, StoreRecord.State.SETTLED, UUID.randomUUID(), lease().multipliedBy(10), UUID.randomUUID());
            assertThat(store.compareAndSet(new CompareAndSet(null, settled, Guard.epoch(epoch)), attempt()))
                    .isInstanceOf(WriteOutcome.Applied.class);
        }
    }

    Attempt attempt() {
        return Attempt.within(patience());
    }

    private LeaseStore reader() {
        return handles.isEmpty() ? handle() : handles.get(0);
    }

    /** Who holds an election according to the store; null if nobody does. */
    ElectionRecord.@Nullable Held holder(String election) {
        ReadOutcome outcome = reader().read(new RecordKey.Election(election), attempt());
        return outcome instanceof ReadOutcome.Found found
                ? ((ElectionRecord) found.stored().record()).holder()
                : null;
    }

    /** The sessions in the store. */
    List<SessionRecord> sessions() {
        ListOutcome.Listed listed = (ListOutcome.Listed) reader().list(RecordKind.SESSION, attempt());
        return listed.records().stream()
                .map(stored -> (SessionRecord) stored.record())
                .toList();
    }

    // ---- candidates ------------------------------------------------------------------------------------------------

    Candidate candidate(String id) {
        return candidate(id, handle(), lease());
    }

    Candidate candidate(String id, LeaseStore store) {
        return candidate(id, store, lease());
    }

    Candidate candidate(String id, LeaseStore store, Duration lease) {
        Candidate candidate = Candidate.builder(store)
                .id(id)
                .address("address of " + id)
                .lease(lease)
                .start();
        candidates.add(candidate);
        return candidate;
    }

    LeaderElector elector(Candidate candidate) {
        return candidate.elector(ELECTION).start();
    }

    LeaderElector elector(Candidate candidate, LeadershipDiary diary) {
        return candidate.elector(ELECTION).listener(diary).start();
    }

    // ---- waiting ---------------------------------------------------------------------------------------------------

    void await(String reason, java.util.function.BooleanSupplier condition) {
        Await.until(patience(), reason, condition);
    }

    /** Waits until an elector leads. */
    Leadership leads(LeaderElector elector) {
        try {
            return elector.awaitLeadership(patience())
                    .orElseThrow(() -> new AssertionError("waited " + patience() + " in vain until candidate '"
                            + elector.candidate().id() + "' leads: " + elector.status()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for leadership", e);
        }
    }

    /** Waits until one of several leads. */
    LeaderElector leaderOf(List<LeaderElector> electors) {
        await("one of several leads", () -> electors.stream().anyMatch(LeaderElector::isLeader));
        return electors.stream().filter(LeaderElector::isLeader).findFirst().orElseGet(() -> leaderOf(electors));
    }

    /** Waits for the answer to a resignation or a handover. */
    ResignOutcome outcome(CompletionStage<ResignOutcome> stage) {
        try {
            return stage.toCompletableFuture().get(patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a resignation", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("a resignation was not answered within " + patience(), e);
        }
    }

    /**
     * Whether two electors were valid leaders at one and the same moment. A leadership that has been invalid once is so
     * for ever, so the first one, if it is valid before and after the second was, was valid all the while.
     */
    static boolean bothLead(LeaderElector one, LeaderElector other) {
        Leadership first = one.leadership().orElse(null);
        return first != null && other.isLeader() && first.isValid();
    }

    /** Whether at most one of several leads now. */
    static boolean atMostOneLeads(List<LeaderElector> electors) {
        for (int i = 0; i < electors.size(); i++) {
            for (int j = i + 1; j < electors.size(); j++) {
                if (bothLead(electors.get(i), electors.get(j))) {
                    return false;
                }
            }
        }
        return true;
    }
}
