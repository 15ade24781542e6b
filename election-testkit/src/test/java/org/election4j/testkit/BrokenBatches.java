// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.WriteOutcome;

/** Stores that get single calls right and several at once wrong. */
final class BrokenBatches {

    private BrokenBatches() {}

    static LeaseStore reversingOutcomes(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
                return reversed(target.compareAndSetAll(writes, attempt));
            }
        };
    }

    static LeaseStore reversingReads(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
                return reversed(target.readAll(keys, attempt));
            }
        };
    }

    static LeaseStore leavingOutWhatIsAbsent(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
                return target.readAll(keys, attempt).stream()
                        .filter(ReadOutcome.Found.class::isInstance)
                        .toList();
            }
        };
    }

    /** One transaction around all of it. */
    static LeaseStore stoppingAtARejection(LeaseStore store) {
        return writingAll(store, writes -> writes, true);
    }

    static LeaseStore checkingTheFirstGuardOnly(LeaseStore store) {
        return writingAll(
                store,
                writes -> writes.stream()
                        .map(write -> Breakage.guarded(write, writes.get(0).guard()))
                        .toList(),
                false);
    }

    static LeaseStore ignoringExpiry(LeaseStore store) {
        return writingAll(
                store,
                writes -> writes.stream()
                        .map(write -> new CompareAndSet(write.expected(), write.next(), write.guard()))
                        .toList(),
                false);
    }

    /** Locks record after record, in the order of the batch, and fails where two batches block each other. */
    static UnaryOperator<LeaseStore> deadlocking() {
        Map<RecordKey, ReentrantLock> locks = new ConcurrentHashMap<>();
        return store -> new DelegatingLeaseStore(store) {
            @Override
            public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
                List<ReentrantLock> taken = new ArrayList<>();
                try {
                    for (CompareAndSet write : writes) {
                        taken.add(lock(locks.computeIfAbsent(write.next().key(), key -> new ReentrantLock())));
                    }
                    return target.compareAndSetAll(writes, attempt);
                } catch (IllegalStateException e) {
                    return Collections.nCopies(writes.size(), new WriteOutcome.Unknown(e));
                } finally {
                    taken.forEach(ReentrantLock::unlock);
                }
            }
        };
    }

    private static ReentrantLock lock(ReentrantLock lock) {
        try {
            if (!lock.tryLock(1, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("deadlock detected");
            }
            // As long as a statement takes, so that others come in between.
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
            return lock;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static LeaseStore writingAll(
            LeaseStore store, UnaryOperator<List<CompareAndSet>> other, boolean stopAtARejection) {
        return new DelegatingLeaseStore(store) {
            @Override
            public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
                List<WriteOutcome> outcomes = new ArrayList<>();
                boolean stopped = false;
                for (CompareAndSet write : other.apply(writes)) {
                    outcomes.add(
                            stopped
                                    ? new WriteOutcome.Rejected(Breakage.stamp(target))
                                    : target.compareAndSet(write, attempt));
                    stopped |= stopAtARejection && outcomes.get(outcomes.size() - 1) instanceof WriteOutcome.Rejected;
                }
                return outcomes;
            }
        };
    }

    private static <T> List<T> reversed(List<T> list) {
        List<T> reversed = new ArrayList<>(list);
        Collections.reverse(reversed);
        return reversed;
    }
}
