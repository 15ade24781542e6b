// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ForwardingLeaseStore;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.WriteOutcome;

/**
 * Another store behind a bad network. A test says what happens to which calls; all others go through.
 *
 * <p>What happens to a call is, in this order: nothing gets through during an {@linkplain #outage(boolean) outage}; else
 * the oldest fault that waits for {@linkplain #next(StoreOperation, Fault) the next} call of the kind; else the one that
 * {@linkplain #always(StoreOperation, Fault) always} befalls the kind; else what is {@linkplain #decide(Decision)
 * decided} from call to call. A batch is one call: one fate for all its records.
 *
 * <p>Each candidate of a test gets one of its own, around its own handle onto the common store. Thread-safe.
 */
public final class FaultyLeaseStore extends ForwardingLeaseStore {

    /** How many calls are remembered. */
    private static final int MAX_HISTORY = 10_000;

    private final FaultScript script = new FaultScript();
    private final HintFilter hintFilter = new HintFilter();
    private final Deque<StoreCall> history = new ArrayDeque<>();
    private final Deque<Runnable> late = new ArrayDeque<>();

    /**
     * Starts without faults.
     *
     * @param target the store that does the work; closed with this one
     */
    public FaultyLeaseStore(LeaseStore target) {
        super(target);
    }

    /** Decides from call to call, for example at random. */
    @FunctionalInterface
    public interface Decision {
        /**
         * Decides about one call.
         *
         * @param operation what is asked
         * @param keys the records it is about; empty for a listing and a probe
         * @return what happens to it
         */
        Fault decide(StoreOperation operation, List<RecordKey> keys);
    }

    // The script

    /**
     * Lets a fault befall the next call of a kind. Several wait for one call each, in the order in which they were given.
     *
     * @param operation the kind of call
     * @param fault what happens to it
     * @return this store
     */
    public FaultyLeaseStore next(StoreOperation operation, Fault fault) {
        script.next(requireNonNull(operation, "operation"), requireNonNull(fault, "fault"));
        return this;
    }

    /**
     * Lets a fault befall all calls of a kind for which none waits, until {@link #clear()}.
     *
     * @param operation the kind of call
     * @param fault what happens to it
     * @return this store
     */
    public FaultyLeaseStore always(StoreOperation operation, Fault fault) {
        script.always(requireNonNull(operation, "operation"), requireNonNull(fault, "fault"));
        return this;
    }

    /**
     * Lets a function decide about all calls for which nothing else was said, until {@link #clear()}.
     *
     * @param decision the function; called on the thread of the call, under a lock
     * @return this store
     */
    public FaultyLeaseStore decide(Decision decision) {
        script.decide(requireNonNull(decision, "decision"));
        return this;
    }

    /**
     * Begins or ends an outage: no request arrives, and those who watch are told that no hints flow.
     *
     * @param on true to begin, false to end
     */
    public void outage(boolean on) {
        script.outage(on);
        hintFilter.outage(on);
    }

    /**
     * Loses hints without telling anybody, or delivers them again.
     *
     * @param on true to lose them from now on
     */
    public void loseHints(boolean on) {
        hintFilter.loseHints(on);
    }

    /** Takes back every fault that was asked for, and ends an outage. Late requests stay late. */
    public void clear() {
        script.clear();
        hintFilter.outage(false);
        hintFilter.loseHints(false);
    }

    /**
     * Lets all requests that are {@linkplain Fault.LateLanding late} reach the store now, in their order. Their answers
     * go nowhere.
     *
     * @return how many there were
     */
    public int landLate() {
        List<Runnable> landing;
        synchronized (late) {
            landing = new ArrayList<>(late);
            late.clear();
        }
        landing.forEach(Runnable::run);
        return landing.size();
    }

    /**
     * The calls that have ended, oldest first, at most the last 10,000 of them.
     *
     * @return a copy
     */
    public List<StoreCall> history() {
        synchronized (history) {
            return List.copyOf(history);
        }
    }

    // LeaseStore

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        return call(
                StoreOperation.READ,
                List.of(key),
                attempt,
                exchange(tried -> delegate().read(key, tried), ReadOutcome.Unknown::new));
    }

    @Override
    public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
        return call(
                StoreOperation.READ_ALL,
                keys,
                attempt,
                exchange(
                        tried -> delegate().readAll(keys, tried),
                        cause -> Collections.nCopies(keys.size(), new ReadOutcome.Unknown(cause))));
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        return call(
                StoreOperation.of(write),
                List.of(write.next().key()),
                attempt,
                exchange(tried -> delegate().compareAndSet(write, tried), WriteOutcome.Unknown::new));
    }

    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
        return call(
                StoreOperation.WRITE_ALL,
                writes.stream().map(write -> write.next().key()).toList(),
                attempt,
                exchange(
                        tried -> delegate().compareAndSetAll(writes, tried),
                        cause -> Collections.nCopies(writes.size(), new WriteOutcome.Unknown(cause))));
    }

    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        return call(
                StoreOperation.LIST,
                List.of(),
                attempt,
                exchange(tried -> delegate().list(kind, tried), ListOutcome.Unknown::new));
    }

    @Override
    public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
        return call(
                StoreOperation.SWEEP,
                List.of(),
                attempt,
                exchange(tried -> delegate().sweep(sweep, tried), SweepOutcome.Unknown::new));
    }

    @Override
    public Watch watch(HintListener hints) {
        return hintFilter.watch(delegate(), requireNonNull(hints, "hints"));
    }

    @Override
    public void probe(Attempt attempt) {
        call(StoreOperation.PROBE, List.of(), attempt, exchange(this::probed, FaultyLeaseStore::unasked));
    }

    private Boolean probed(Attempt attempt) {
        delegate().probe(attempt);
        return true;
    }

    private static Boolean unasked(Throwable cause) {
        throw new LeaseStoreException("the store could not be asked", cause);
    }

    private <T> Exchange<T> exchange(Function<Attempt, T> store, Function<Throwable, T> unknown) {
        return new Exchange<>(store, unknown, this::keepLate);
    }

    private void keepLate(Runnable request) {
        synchronized (late) {
            late.addLast(request);
        }
    }

    private <T> T call(StoreOperation operation, List<RecordKey> keys, Attempt attempt, Exchange<T> exchange) {
        Fault fault = script.take(operation, keys);
        try {
            T answer = exchange.under(fault, attempt);
            remember(new StoreCall(operation, keys, fault, answer));
            return answer;
        } catch (RuntimeException e) {
            remember(new StoreCall(operation, keys, fault, e));
            throw e;
        }
    }

    private void remember(StoreCall call) {
        synchronized (history) {
            history.addLast(call);
            if (history.size() > MAX_HISTORY) {
                history.removeFirst();
            }
        }
    }
}
