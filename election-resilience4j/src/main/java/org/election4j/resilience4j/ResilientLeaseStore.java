// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import static java.util.Objects.requireNonNull;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ForwardingLeaseStore;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.Ticker;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Any lease store behind a circuit breaker, a rate limit and a retry of reads, so that a store that struggles is not
 * hammered by those who wait for it. One per candidate.
 *
 * <pre>{@code
 * LeaseStore store = ResilientLeaseStore.builder(new PostgresLeaseStore(dataSource)).lease(lease).build();
 * }</pre>
 *
 * <p><b>Never held back</b>, because a leadership or its succession depends on it:
 *
 * <ul>
 *   <li>heartbeats: a session that was opened through this store is written {@code LIVE} again;
 *   <li>the end of such a session, and each write that makes an election free or hands it over;
 *   <li>the read of such a session, as long as the lease of its last acknowledged heartbeat has not run out and an
 *       election may be held through it. A heartbeat whose answer is missing cannot be followed by another before that
 *       read has said what became of it, so to refuse the read would be to refuse the heartbeat.
 * </ul>
 *
 * <p>These calls go straight to the store. They are neither counted by the breaker nor repeated; the engine repeats them.
 *
 * <p><b>Held back</b> while the breaker is open or the rate is used up: everything else. To open a session, to read, to list,
 * to revoke, to acquire, to settle, to clear up and to probe. Such a call is not made, and is an unknown outcome with a
 * {@link RefusedCallException} as its cause, never a rejection: nothing is known that was not known before. {@link #probe}
 * throws it. A batch that also gives elections up is cut to those. Hints are not calls, and flow as they do.
 *
 * <p><b>Repeated</b> within the time of their attempt: reads and listings that were not answered. Writes never: a repeated
 * write turns its own success into a rejection.
 *
 * <p>The price: after an outage it takes up to 1.5 leases longer until somebody leads, with the defaults, because nobody
 * asks sooner whether the store is back. Leaders that survived the outage are not concerned. Safety is not touched: a
 * candidate that is told less only waits longer.
 *
 * <p>Thread-safe. Closing it closes the store below.
 */
public final class ResilientLeaseStore extends ForwardingLeaseStore {

    private final Gate gate;
    private final ReadRetry reads;
    private final OwnSessions own;

    private ResilientLeaseStore(Builder builder) {
        super(builder.store);
        Defaults defaults = new Defaults(builder.lease, builder.ticker);
        String name = builder.name;
        gate = new Gate(
                Objects.requireNonNullElseGet(builder.circuitBreaker, () -> defaults.circuitBreaker(name)),
                Objects.requireNonNullElseGet(builder.rateLimiter, () -> defaults.rateLimiter(name)),
                delegate().describe());
        reads = new ReadRetry(gate, Objects.requireNonNullElseGet(builder.retry, () -> defaults.retry(name)));
        own = new OwnSessions(builder.ticker);
    }

    /**
     * Begins to build.
     *
     * @param store the store that is asked in the end; closed with this one
     * @return a builder with a lease of 10 s and all else derived from it
     */
    public static Builder builder(LeaseStore store) {
        return new Builder(store);
    }

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        if (key instanceof RecordKey.Session session && own.isWorthSaving(session.incarnation())) {
            return delegate().read(key, attempt);
        }
        return reads.read(
                attempt, () -> delegate().read(key, attempt), ResilientLeaseStore::failure, ReadOutcome.Unknown::new);
    }

    @Override
    public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return reads.read(
                attempt,
                () -> delegate().readAll(keys, attempt),
                outcomes -> first(
                        outcomes.stream().map(ResilientLeaseStore::failure).toList()),
                refusal -> Collections.nCopies(keys.size(), new ReadOutcome.Unknown(refusal)));
    }

    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        return reads.read(
                attempt,
                () -> delegate().list(kind, attempt),
                outcome -> outcome instanceof ListOutcome.Unknown unknown ? unknown.cause() : null,
                ListOutcome.Unknown::new);
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        return compareAndSetAll(List.of(write), attempt).get(0);
    }

    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
        List<CompareAndSet> urgent = writes.stream().filter(this::isUrgent).toList();
        if (urgent.size() == writes.size()) {
            return writeThrough(writes, attempt);
        }
        RefusedCallException refusal = gate.refusal(attempt);
        if (refusal == null) {
            return gate.call(
                    () -> writeThrough(writes, attempt),
                    outcomes -> first(
                            outcomes.stream().map(ResilientLeaseStore::failure).toList()));
        }
        return inOrder(writes, urgent, writeThrough(urgent, attempt), refusal);
    }

    private static List<WriteOutcome> inOrder(
            List<CompareAndSet> writes,
            List<CompareAndSet> made,
            List<WriteOutcome> outcomes,
            RefusedCallException refusal) {
        List<WriteOutcome> all = new ArrayList<>(Collections.nCopies(writes.size(), new WriteOutcome.Unknown(refusal)));
        int next = 0;
        for (int i = 0; i < writes.size() && next < made.size(); i++) {
            if (writes.get(i).equals(made.get(next))) {
                all.set(i, outcomes.get(next));
                next++;
            }
        }
        return all;
    }

    /** Whether a leadership or its succession depends on the write; by its content, because a store knows nothing else. */
    private boolean isUrgent(CompareAndSet write) {
        if (write.next() instanceof SessionRecord session) {
            return session.state() == SessionRecord.State.LIVE
                    ? write.expected() != null
                    : own.contains(session.incarnation()) && !write.onlyIfExpired();
        }
        return write.next() instanceof ElectionRecord election && election.holder() == null;
    }

    private List<WriteOutcome> writeThrough(List<CompareAndSet> writes, Attempt attempt) {
        if (writes.isEmpty()) {
            return List.of();
        }
        long begunNanos = own.now();
        writes.forEach(this::note);
        List<WriteOutcome> outcomes = writes.size() == 1
                ? List.of(delegate().compareAndSet(writes.get(0), attempt))
                : delegate().compareAndSetAll(writes, attempt);
        for (int i = 0; i < writes.size(); i++) {
            if (outcomes.get(i) instanceof WriteOutcome.Applied) {
                noteApplied(writes.get(i), begunNanos);
            }
        }
        return outcomes;
    }

    private void note(CompareAndSet write) {
        if (write.next() instanceof SessionRecord session && session.state() == SessionRecord.State.LIVE) {
            own.writing(session);
        } else if (write.next() instanceof ElectionRecord election && election.holder() != null) {
            own.acquiring(election.holder().incarnation());
        }
    }

    private void noteApplied(CompareAndSet write, long begunNanos) {
        if (write.next() instanceof SessionRecord session) {
            if (session.state() == SessionRecord.State.LIVE) {
                own.acknowledged(session, begunNanos);
            } else {
                own.ended(session.incarnation());
            }
        }
    }

    @Override
    public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
        RefusedCallException refusal = gate.refusal(attempt);
        return refusal == null
                ? gate.call(
                        () -> delegate().sweep(sweep, attempt),
                        outcome -> outcome instanceof SweepOutcome.Unknown unknown ? unknown.cause() : null)
                : new SweepOutcome.Unknown(refusal);
    }

    @Override
    public void probe(Attempt attempt) {
        gate.run(attempt, () -> delegate().probe(attempt));
    }

    private static @Nullable Throwable failure(ReadOutcome outcome) {
        return outcome instanceof ReadOutcome.Unknown unknown ? unknown.cause() : null;
    }

    private static @Nullable Throwable failure(WriteOutcome outcome) {
        return outcome instanceof WriteOutcome.Unknown unknown ? unknown.cause() : null;
    }

    private static @Nullable Throwable first(List<@Nullable Throwable> failures) {
        return failures.stream().filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** Builds a {@link ResilientLeaseStore}. Not thread-safe. */
    public static final class Builder {

        private final LeaseStore store;
        private Duration lease = Duration.ofSeconds(10);
        private String name = "election4j";
        private Ticker ticker = Ticker.system();
        private @Nullable CircuitBreaker circuitBreaker;
        private @Nullable RateLimiter rateLimiter;
        private @Nullable Retry retry;

        private Builder(LeaseStore store) {
            this.store = requireNonNull(store, "store");
        }

        /**
         * The lease of the candidate, from which all defaults follow.
         *
         * @param lease the lease; positive
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder lease(Duration lease) {
            if (lease.isNegative() || lease.isZero()) {
                throw new IllegalArgumentException("lease must be positive, but is " + lease);
            }
            this.lease = lease;
            return this;
        }

        /**
         * What the default breaker, limiter and retry are called in messages.
         *
         * @param name the name; {@code election4j} unless set
         * @return this builder
         */
        public Builder name(String name) {
            this.name = requireNonNull(name, "name");
            return this;
        }

        /**
         * A circuit breaker of your own, for example out of a registry that exports metrics. It must record causes of
         * unknown outcomes as errors, which it does unless told otherwise. Unless set: it opens when half of the last ten
         * calls, and four at least, were not answered; then one call is let through after half a lease to one and a half,
         * chosen at random so that candidates do not come back together; it closes when that call is answered.
         *
         * @param circuitBreaker the circuit breaker
         * @return this builder
         */
        public Builder circuitBreaker(CircuitBreaker circuitBreaker) {
            this.circuitBreaker = requireNonNull(circuitBreaker, "circuitBreaker");
            return this;
        }

        /**
         * A rate limiter of your own. If it makes callers wait, they wait within the time of their attempt or not at all.
         * Unless set: 200 calls per lease and no waiting. A standby makes some 10; ten thousand elections that are taken
         * over at once make some 80.
         *
         * @param rateLimiter the rate limiter
         * @return this builder
         */
        public Builder rateLimiter(RateLimiter rateLimiter) {
            this.rateLimiter = requireNonNull(rateLimiter, "rateLimiter");
            return this;
        }

        /**
         * A retry of your own, for reads. Its waits count against the time of the attempt, and a try that would begin after
         * that is not made. Predicates on results see nothing: an unknown outcome comes as its cause. Unless set: one more
         * try, a two-hundredth of the lease later.
         *
         * @param retry the retry
         * @return this builder
         */
        public Builder retry(Retry retry) {
            this.retry = requireNonNull(retry, "retry");
            return this;
        }

        /**
         * The time that the defaults go by, for tests.
         *
         * @param ticker the ticker; {@link Ticker#system()} unless set
         * @return this builder
         */
        public Builder ticker(Ticker ticker) {
            this.ticker = requireNonNull(ticker, "ticker");
            return this;
        }

        /**
         * Builds the store.
         *
         * @return the store
         */
        public ResilientLeaseStore build() {
            return new ResilientLeaseStore(this);
        }
    }
}
