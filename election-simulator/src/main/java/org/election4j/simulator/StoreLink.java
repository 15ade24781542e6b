// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ForwardingLeaseStore;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/** The way from one process to the store and back. */
final class StoreLink extends ForwardingLeaseStore {

    static final Attempt NOBODY_WAITS = new Attempt() {
        @Override
        public Duration remaining() {
            return Duration.ofMinutes(1);
        }

        @Override
        public void connected() {}

        @Override
        public void sent() {}

        @Override
        public void replied() {}
    };

    private final SimulatedProcess process;
    private final Story story;
    private static final ThreadLocal<List<CompareAndSet>> WRITING = new ThreadLocal<>();
    private CallFate trip = CallFate.CALM;

    /** Nonces of writes that were applied and whose sender was not told. */
    final Set<UUID> untold = new HashSet<>();

    /** Incarnations this process has opened. */
    final Set<UUID> incarnations = new HashSet<>();

    StoreLink(SimulatedProcess process, Story story) {
        super(story.store().connect(process));
        this.process = process;
        this.story = story;
    }

    /** Makes a call that becomes what the trip says. */
    <T> T call(CallFate fate, Attempt attempt, Function<Attempt, T> call) {
        trip = fate;
        story.tally().calls++;
        return call.apply(attempt);
    }

    /** What becomes of the call that is being made. */
    CallFate trip() {
        return trip;
    }

    // ---- calls -----------------------------------------------------------------------------------------------------

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        return exchange(attempt, tried -> delegate().read(key, tried), ReadOutcome.Unknown::new, answer -> answer);
    }

    @Override
    public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
        return exchange(
                attempt,
                tried -> delegate().readAll(keys, tried),
                cause -> Collections.nCopies(keys.size(), new ReadOutcome.Unknown(cause)),
                answer -> answer);
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        if (story.cast().objects()) {
            return asRequests(List.of(write), () -> delegate().compareAndSet(write, attempt));
        }
        CallFate on = trip;
        return exchange(attempt, tried -> land(write, tried, on), WriteOutcome.Unknown::new, StoreLink::denied);
    }

    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
        if (story.cast().objects()) {
            return asRequests(writes, () -> delegate().compareAndSetAll(writes, attempt));
        }
        CallFate on = trip;
        if (on.fate() == CallFate.Fate.TORN) {
            return torn(writes, attempt, on);
        }
        return exchange(
                attempt,
                tried -> writes.stream().map(write -> land(write, tried, on)).toList(),
                cause -> Collections.nCopies(writes.size(), new WriteOutcome.Unknown(cause)),
                answer -> answer.stream().map(StoreLink::denied).toList());
    }

    private List<WriteOutcome> torn(List<CompareAndSet> writes, Attempt attempt, CallFate on) {
        story.tally().count(Sometimes.BATCH_TORN);
        List<WriteOutcome> outcomes = new ArrayList<>();
        for (CompareAndSet write : writes) {
            WriteOutcome outcome = outcomes.size() < writes.size() / 2 ? land(write, attempt, on) : unknown();
            // The last one that was applied is one whose answer was lost.
            outcomes.add(outcomes.size() + 1 == writes.size() / 2 ? unknown() : outcome);
        }
        return outcomes;
    }

    private static WriteOutcome unknown() {
        return new WriteOutcome.Unknown(new LeaseStoreException("simulated: the connection broke", null));
    }

    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        return exchange(attempt, tried -> delegate().list(kind, tried), ListOutcome.Unknown::new, answer -> answer);
    }

    @Override
    public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
        return exchange(
                attempt,
                tried -> {
                    SweepOutcome outcome = delegate().sweep(sweep, tried);
                    int deleted = outcome instanceof SweepOutcome.Swept swept ? swept.deleted() : 0;
                    for (int i = 0; i < deleted; i++) {
                        story.store().wrote();
                        story.tally().count(Sometimes.SESSION_COLLECTED);
                    }
                    return outcome;
                },
                SweepOutcome.Unknown::new,
                answer -> answer);
    }

    @Override
    public void probe(Attempt attempt) {
        boolean passed = exchange(attempt, this::probed, cause -> false, answer -> answer);
        if (!passed) {
            throw new LeaseStoreException("simulated: the store could not be asked", null);
        }
    }

    private boolean probed(Attempt attempt) {
        delegate().probe(attempt);
        return true;
    }

    private <T> T exchange(
            Attempt attempt, Function<Attempt, T> request, Function<Throwable, T> unknown, UnaryOperator<T> denied) {
        CallFate on = trip;
        switch (on.fate()) {
            case UNANSWERED -> {
                later(on.requestNanos(), () -> request.apply(NOBODY_WAITS));
                return silence(on, unknown, "no answer");
            }
            case LOST, FAILED -> {
                return silence(on, unknown, "it did not get through");
            }
            case WARNED -> {
                var unused = request.apply(attempt);
                return silence(on, unknown, "a warning came with the answer");
            }
            case DENIED -> {
                return denied.apply(request.apply(attempt));
            }
            case DUPLICATED -> {
                var unused = request.apply(attempt);
                return request.apply(attempt);
            }
            case ECHOED -> later(on.extraNanos(), () -> request.apply(NOBODY_WAITS));
            default -> {}
        }
        return request.apply(attempt);
    }

    /** Some stores say that they know nothing, some throw. */
    private static <T> T silence(CallFate on, Function<Throwable, T> unknown, String why) {
        LeaseStoreException cause = new LeaseStoreException("simulated: " + why, null);
        if (on.replyNanos() % 2 == 0) {
            throw cause;
        }
        return unknown.apply(cause);
    }

    private static WriteOutcome denied(WriteOutcome outcome) {
        return outcome instanceof WriteOutcome.Applied applied ? new WriteOutcome.Rejected(applied.stamp()) : outcome;
    }

    private void later(long delayNanos, Supplier<?> request) {
        story.queue().after(delayNanos, process.key(), () -> {
            var unused = request.get();
        });
    }

    /** The write reaches the store. */
    private WriteOutcome land(CompareAndSet write, Attempt attempt, CallFate on) {
        WriteOutcome outcome = delegate().compareAndSet(write, attempt);
        story.registrar().landed(process, write, outcome, on);
        return outcome;
    }

    /** Where each write is a request of its own, it is the request that reaches the store. */
    private <T> T asRequests(List<CompareAndSet> writes, Supplier<T> call) {
        WRITING.set(writes);
        try {
            return call.get();
        } finally {
            WRITING.remove();
        }
    }

    /** What the calling thread writes as this object; null if it is the store's own business, as in a probe. */
    @Nullable
    CompareAndSet writing(String object) {
        List<CompareAndSet> writes = WRITING.get();
        return writes == null
                ? null
                : writes.stream()
                        .filter(write -> ObjectsModel.keyOf(write.next().key()).equals(object))
                        .findFirst()
                        .orElse(null);
    }

    /** What the store holds now. */
    ReadOutcome peek(RecordKey key) {
        return story.store().peeking().read(key, NOBODY_WAITS);
    }

    // ---- hints -----------------------------------------------------------------------------------------------------

    @Override
    public Watch watch(HintListener hints) {
        process.hears(hints);
        if (!story.cast().hints()) {
            return () -> {};
        }
        return delegate().watch(new HintListener() {
            @Override
            public void changed(String electionName) {
                push(to -> to.changed(electionName));
            }

            @Override
            public void missed() {
                push(HintListener::missed);
            }

            @Override
            public void flowing(boolean flowing) {
                process.hint(0, to -> to.flowing(flowing));
            }

            private void push(Consumer<HintListener> hint) {
                ActiveDisturbances weather = process.weather();
                boolean lost = weather.of(Disturbance.OUTAGE) != 0
                        || process.dice().nextInt(1000) < weather.of(Disturbance.LOSE_HINTS);
                long latest = 1 + process.member().leaseMillis() * weather.of(Disturbance.STALE_HINTS) * 1000L;
                if (!lost) {
                    process.hint(process.dice().nextLong(latest), hint);
                }
            }
        });
    }

    @Override
    public String describe() {
        return "the simulated store";
    }
}
