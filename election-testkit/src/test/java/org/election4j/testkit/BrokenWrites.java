// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.election4j.testkit.Breakage.answering;
import static org.election4j.testkit.Breakage.attempt;
import static org.election4j.testkit.Breakage.comparing;
import static org.election4j.testkit.Breakage.current;
import static org.election4j.testkit.Breakage.expecting;
import static org.election4j.testkit.Breakage.guarding;
import static org.election4j.testkit.Breakage.stamp;
import static org.election4j.testkit.Breakage.writing;

import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;

/** Stores that write what they must not, or answer what is not so. */
final class BrokenWrites {

    private BrokenWrites() {}

    /** As with a column that is too short. */
    static LeaseStore comparingHalfTheNonce(LeaseStore store) {
        return comparing(
                store,
                (expected, current) -> expected.nonce().getMostSignificantBits()
                        == current.nonce().getMostSignificantBits());
    }

    static LeaseStore ignoringTheMark(LeaseStore store) {
        return comparing(store, (expected, current) -> expected.nonce().equals(current.nonce()));
    }

    static LeaseStore ignoringTheVersion(LeaseStore store) {
        return comparing(store, (expected, current) -> true);
    }

    static LeaseStore overwritingOnCreate(LeaseStore store) {
        return writing(
                store,
                write -> write.expected() == null
                        ? expecting(write, current(store, write.next().key()))
                        : write);
    }

    static LeaseStore creatingOnReplace(LeaseStore store) {
        return writing(store, write -> current(store, write.next().key()) == null ? expecting(write, null) : write);
    }

    static LeaseStore ignoringTheEpoch(LeaseStore store) {
        return guarding(store, guard -> new Guard(stamp(store).epoch(), guard.settlement()));
    }

    static LeaseStore acceptingNoEpoch(LeaseStore store) {
        return guarding(
                store,
                guard -> guard.epoch().isEmpty() ? Guard.epoch(stamp(store).epoch()) : guard);
    }

    static LeaseStore ignoringTheSettlement(LeaseStore store) {
        return guarding(store, guard -> Guard.epoch(guard.epoch()));
    }

    /** Compares the id of the settlement and forgets to ask whether it has been reached. */
    static LeaseStore takingNewForSettled(LeaseStore store) {
        return guarding(store, guard -> {
            boolean named = store.read(RecordKey.STORE, attempt()) instanceof ReadOutcome.Found found
                    && found.stored().record() instanceof StoreRecord record
                    && record.settlement().equals(guard.settlement())
                    && record.epoch().equals(guard.epoch());
            return named ? Guard.epoch(guard.epoch()) : guard;
        });
    }

    static LeaseStore ignoringExpiry(LeaseStore store) {
        return writing(store, write -> new CompareAndSet(write.expected(), write.next(), write.guard()));
    }

    /** Checks, and writes a moment later: two steps where there must be one. */
    static LeaseStore checkingBeforeWriting(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
                if (!Objects.equals(current(target, write.next().key()), write.expected())) {
                    return new WriteOutcome.Rejected(stamp(target));
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                WriteOutcome outcome;
                do {
                    Version latest = current(target, write.next().key());
                    outcome = target.compareAndSet(expecting(write, latest), attempt);
                } while (outcome instanceof WriteOutcome.Rejected);
                return outcome;
            }
        };
    }

    static LeaseStore answeringAnotherVersion(LeaseStore store) {
        return answering(
                store,
                outcome -> outcome instanceof WriteOutcome.Applied applied
                        ? new WriteOutcome.Applied(Version.of(UUID.randomUUID()), applied.stamp())
                        : outcome);
    }

    static LeaseStore answeringWithoutEpoch(LeaseStore store) {
        return answering(
                store,
                outcome -> outcome instanceof WriteOutcome.Rejected
                        ? new WriteOutcome.Rejected(StoreStamp.NONE)
                        : outcome);
    }

    /** As a store does that treats its client's exceptions all alike. */
    static LeaseStore neverRejecting(LeaseStore store) {
        return answering(
                store,
                outcome -> outcome instanceof WriteOutcome.Rejected
                        ? new WriteOutcome.Unknown(new IllegalStateException("no row"))
                        : outcome);
    }

    /** A hidden retry: one's own success becomes a rejection. */
    static LeaseStore writingTwice(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
                target.compareAndSet(write, attempt());
                return target.compareAndSet(write, attempt);
            }
        };
    }
}
