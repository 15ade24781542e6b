// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/** Ways to break a healthy store. */
final class Breakage {

    private Breakage() {}

    /** Makes other writes than those asked for. */
    static LeaseStore writing(LeaseStore store, UnaryOperator<CompareAndSet> other) {
        return new DelegatingLeaseStore(store) {
            @Override
            public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
                return target.compareAndSet(other.apply(write), attempt);
            }
        };
    }

    /** Checks other guards than those asked for. */
    static LeaseStore guarding(LeaseStore store, UnaryOperator<Guard> other) {
        return new DelegatingLeaseStore(store) {
            @Override
            public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
                return target.compareAndSet(guarded(write, other.apply(write.guard())), attempt);
            }

            @Override
            public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
                Guard guard = other.apply(sweep.guard());
                return target.sweep(new Sweep(sweep.from(), sweep.limit(), sweep.old(), guard), attempt);
            }
        };
    }

    /** Answers writes with something else. */
    static LeaseStore answering(LeaseStore store, UnaryOperator<WriteOutcome> other) {
        return new DelegatingLeaseStore(store) {
            @Override
            public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
                return other.apply(target.compareAndSet(write, attempt));
            }
        };
    }

    /** Shows other records than there are. */
    static LeaseStore showing(LeaseStore store, Function<StoredRecord, @Nullable StoredRecord> other) {
        return new DelegatingLeaseStore(store) {
            @Override
            public ReadOutcome read(RecordKey key, Attempt attempt) {
                ReadOutcome outcome = target.read(key, attempt);
                if (!(outcome instanceof ReadOutcome.Found found)) {
                    return outcome;
                }
                StoredRecord shown = other.apply(found.stored());
                return shown == null
                        ? new ReadOutcome.Absent(found.stamp())
                        : new ReadOutcome.Found(shown, found.stamp());
            }

            @Override
            public ListOutcome list(RecordKind kind, Attempt attempt) {
                ListOutcome.Listed listed = (ListOutcome.Listed) target.list(kind, attempt);
                return new ListOutcome.Listed(
                        listed.records().stream()
                                .map(other)
                                .filter(Objects::nonNull)
                                .toList(),
                        listed.stamp());
            }
        };
    }

    /** Takes versions for equal by another rule. */
    static LeaseStore comparing(LeaseStore store, BiFunction<Version, Version, Boolean> equal) {
        return writing(store, write -> {
            Version current = current(store, write.next().key());
            boolean taken = write.expected() != null && current != null && equal.apply(write.expected(), current);
            return taken ? expecting(write, current) : write;
        });
    }

    static CompareAndSet expecting(CompareAndSet write, @Nullable Version expected) {
        return new CompareAndSet(expected, write.next(), write.guard(), write.onlyIfExpired() && expected != null);
    }

    static CompareAndSet guarded(CompareAndSet write, Guard guard) {
        return new CompareAndSet(write.expected(), write.next(), guard, write.onlyIfExpired());
    }

    static @Nullable Version current(LeaseStore store, RecordKey key) {
        return store.read(key, attempt()) instanceof ReadOutcome.Found found
                ? found.stored().version()
                : null;
    }

    static StoreStamp stamp(LeaseStore store) {
        return StoreFixture.stampOf(store.read(RecordKey.STORE, attempt()));
    }

    static Attempt attempt() {
        return new SilentAttempt(Duration.ofSeconds(1));
    }
}
