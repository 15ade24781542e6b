// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.Ticker;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * A store in the memory of this process, for tests: it does everything the contract asks for, at once, and never fails
 * unless told to.
 *
 * <p>Candidates that shall compete share one instance, or better: each gets its own {@linkplain #anotherHandle() handle}
 * onto the same namespace, as separate processes would have. Nothing outlives the process.
 *
 * <p>It can also do what real servers do to their users: lose the last writes in a {@linkplain #failOver(int)
 * fail-over}, {@linkplain #shiftClock(Duration) set its clock}, and have an operator {@linkplain
 * #deleteByHand(RecordKey) delete a record}. For slow, lost and repeated calls wrap it in a {@link FaultyLeaseStore}.
 */
public final class InMemoryLeaseStore implements LeaseStore {

    private final InMemoryNamespace namespace;
    private final HintDelivery delivery;
    private final AtomicInteger failOvers;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** Creates an empty store without epochs, on the machine's ticker, ready to elect on. */
    public InMemoryLeaseStore() {
        this(builder());
    }

    private InMemoryLeaseStore(Builder builder) {
        namespace = new InMemoryNamespace(builder);
        delivery = new HintDelivery(builder.hintExecutor);
        failOvers = new AtomicInteger();
    }

    private InMemoryLeaseStore(InMemoryLeaseStore shared) {
        namespace = shared.namespace;
        delivery = shared.delivery;
        failOvers = shared.failOvers;
    }

    /**
     * A store to be set up.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A handle of its own onto the same namespace, to be closed on its own.
     *
     * @return the handle
     */
    public InMemoryLeaseStore anotherHandle() {
        return new InMemoryLeaseStore(this);
    }

    // LeaseStore

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        requireNonNull(key, "key");
        return call(attempt, ReadOutcome.Unknown::new, () -> namespace.read(key));
    }

    @Override
    public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
        requireDistinct(keys);
        return call(
                attempt,
                cause -> repeat(new ReadOutcome.Unknown(cause), keys.size()),
                () -> keys.stream().map(namespace::read).toList());
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        requireNonNull(write, "write");
        return call(attempt, WriteOutcome.Unknown::new, () -> writeAndHint(write));
    }

    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
        requireDistinct(writes.stream().map(write -> write.next().key()).toList());
        return call(
                attempt,
                cause -> repeat(new WriteOutcome.Unknown(cause), writes.size()),
                () -> writes.stream().map(this::writeAndHint).toList());
    }

    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        requireNonNull(kind, "kind");
        return call(attempt, ListOutcome.Unknown::new, () -> namespace.list(kind));
    }

    @Override
    public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
        requireNonNull(sweep, "sweep");
        return call(attempt, SweepOutcome.Unknown::new, () -> namespace.sweep(sweep));
    }

    @Override
    public Watch watch(HintListener hints) {
        Watch watch = delivery.subscribe(requireNonNull(hints, "hints"));
        watches.add(watch);
        return watch;
    }

    @Override
    public void probe(Attempt attempt) {
        if (closed) {
            throw new LeaseStoreException(describe() + " is closed", null);
        }
    }

    @Override
    public String describe() {
        return "in-memory store @" + Integer.toHexString(System.identityHashCode(namespace));
    }

    @Override
    public void close() {
        closed = true;
        watches.forEach(Watch::close);
    }

    // What happens to real stores

    /**
     * Loses the last writes and starts a new epoch, as a standby does that is promoted before it has received them. Those
     * who watch are told that they may have missed hints.
     *
     * @param lostWrites how many writes, of whatever kind, to lose; 0 for a fail-over without loss
     * @return the new epoch
     * @throws IllegalArgumentException if there were fewer writes, or too many to be remembered
     * @throws IllegalStateException if this store has no epochs: such a store does not lose writes
     */
    public String failOver(int lostWrites) {
        if (namespace.epoch().isEmpty()) {
            throw new IllegalStateException("a store without epochs does not lose writes; give it one to fail it over");
        }
        String epoch = namespace.epoch().replaceFirst("~.*", "") + "~" + failOvers.incrementAndGet();
        failOver(lostWrites, epoch);
        return epoch;
    }

    /**
     * Like {@link #failOver(int)}, but with an epoch of the caller's choice: to show what happens when two promotions
     * choose the same one, or when a store claims to have none.
     *
     * @param lostWrites how many writes to lose
     * @param newEpoch the epoch from now on
     * @throws IllegalArgumentException if there were fewer writes, or too many to be remembered
     */
    public void failOver(int lostWrites, String newEpoch) {
        namespace.failOver(lostWrites, requireNonNull(newEpoch, "newEpoch"));
        delivery.toAll(HintListener::missed);
    }

    /**
     * Sets the store's clock, as an operator or a time server does. Sessions seem older or younger by as much.
     *
     * @param by how far; negative sets the clock back
     */
    public void shiftClock(Duration by) {
        namespace.shiftClock(by);
    }

    /**
     * Deletes a record behind the library's back. Nobody is told.
     *
     * @param key the record
     * @return whether there was one
     */
    public boolean deleteByHand(RecordKey key) {
        return namespace.deleteByHand(key);
    }

    /**
     * Changes a text of a record behind the library's back, as another version of the library does, or somebody by hand.
     * Nobody is told. A record that makes no sense then cannot be read any more.
     *
     * @param key the record
     * @param field the field, as {@link org.election4j.spi.RecordFields} calls it
     * @param value its text from now on
     * @throws IllegalArgumentException if there is no such record
     */
    public void changeByHand(RecordKey key, String field, String value) {
        namespace.changeByHand(key, field, value);
    }

    private WriteOutcome writeAndHint(CompareAndSet write) {
        WriteOutcome outcome = namespace.compareAndSet(write);
        if (outcome instanceof WriteOutcome.Applied && write.next() instanceof ElectionRecord election) {
            delivery.toAll(hints -> hints.changed(election.name()));
        }
        return outcome;
    }

    private <T> T call(Attempt attempt, Function<Throwable, T> unknown, Supplier<T> work) {
        if (closed) {
            return unknown.apply(new LeaseStoreException(describe() + " is closed", null));
        }
        if (attempt.remaining().isZero()) {
            return unknown.apply(new LeaseStoreException("no time left to ask the " + describe(), null));
        }
        attempt.connected();
        attempt.sent();
        T outcome = work.get();
        attempt.replied();
        return outcome;
    }

    private static <T> List<T> repeat(T outcome, int times) {
        return List.copyOf(Collections.nCopies(times, outcome));
    }

    private static void requireDistinct(List<RecordKey> keys) {
        if (new HashSet<>(keys).size() != keys.size()) {
            throw new IllegalArgumentException("the records of one call must be distinct, but are " + keys);
        }
    }

    /** Sets a store up. */
    public static final class Builder {

        String epoch = "";
        boolean hasClock = true;
        boolean hasMarks = true;
        Ticker ticker = Ticker.system();
        Instant startTime = Instant.now();
        private Executor hintExecutor = Runnable::run;
        private @Nullable Duration neverUsedMaxLease;

        private Builder() {}

        /**
         * Gives the store epochs, as stores have that can lose acknowledged writes.
         *
         * @param epoch the first epoch; empty (the default) for a store without
         * @return this builder
         */
        public Builder epoch(String epoch) {
            this.epoch = requireNonNull(epoch, "epoch");
            return this;
        }

        /**
         * Takes the clock away: sessions do not expire by themselves.
         *
         * @return this builder
         */
        public Builder withoutClock() {
            hasClock = false;
            return this;
        }

        /**
         * Takes the marks away: versions are told apart by the nonces of the records alone, as on stores without versions of
         * their own.
         *
         * @return this builder
         */
        public Builder withoutMarks() {
            hasMarks = false;
            return this;
        }

        /**
         * Runs the store's clock on a ticker, by default on {@link Ticker#system()}.
         *
         * @param ticker the ticker
         * @return this builder
         */
        public Builder ticker(Ticker ticker) {
            this.ticker = requireNonNull(ticker, "ticker");
            return this;
        }

        /**
         * Sets the store's clock, by default to the real time.
         *
         * @param time the time at which the store is built
         * @return this builder
         */
        public Builder startingAt(Instant time) {
            this.startTime = requireNonNull(time, "time");
            return this;
        }

        /**
         * Delivers hints through an executor. By default they come on the thread of the write, before the writer has its
         * answer.
         *
         * @param executor the executor
         * @return this builder
         */
        public Builder hintsOn(Executor executor) {
            this.hintExecutor = requireNonNull(executor, "executor");
            return this;
        }

        /**
         * Settles the namespace from the start, as an operator does who knows that it was never used: the first election
         * need not wait.
         *
         * @param maxLease the longest lease any candidate may have
         * @return this builder
         */
        public Builder neverUsed(Duration maxLease) {
            this.neverUsedMaxLease = requireNonNull(maxLease, "maxLease");
            return this;
        }

        /**
         * Builds the store.
         *
         * @return the store
         */
        public InMemoryLeaseStore build() {
            InMemoryLeaseStore store = new InMemoryLeaseStore(this);
            if (neverUsedMaxLease != null) {
                store.namespace.settle(StoreRecord.first(
                        epoch, StoreRecord.State.SETTLED, UUID.randomUUID(), neverUsedMaxLease, UUID.randomUUID()));
            }
            return store;
        }
    }
}
