// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.election4j.testkit.Breakage.showing;
import static org.election4j.testkit.Breakage.writing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;

/** Stores that show what is not there, or what was there before. */
final class BrokenReads {

    private BrokenReads() {}

    /** As a replica does, or a cache. */
    static LeaseStore showingThePast(LeaseStore store) {
        Map<RecordKey, ReadOutcome> seen = new ConcurrentHashMap<>();
        return new DelegatingLeaseStore(store) {
            @Override
            public ReadOutcome read(RecordKey key, Attempt attempt) {
                ReadOutcome current = target.read(key, attempt);
                ReadOutcome old = seen.put(key, current);
                return old == null ? current : old;
            }
        };
    }

    static LeaseStore listingThePast(LeaseStore store) {
        Map<RecordKind, ListOutcome> seen = new ConcurrentHashMap<>();
        return new DelegatingLeaseStore(store) {
            @Override
            public ListOutcome list(RecordKind kind, Attempt attempt) {
                return seen.computeIfAbsent(kind, key -> target.list(key, attempt));
            }
        };
    }

    static LeaseStore listingOnePage(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public ListOutcome list(RecordKind kind, Attempt attempt) {
                ListOutcome.Listed all = (ListOutcome.Listed) target.list(kind, attempt);
                List<StoredRecord> page = all.records().stream().limit(1_000).toList();
                return new ListOutcome.Listed(page, all.stamp());
            }
        };
    }

    static LeaseStore hidingWhatHasExpired(LeaseStore store) {
        return showing(store, stored -> {
            boolean expired = stored.remaining() != null && !isPositive(stored);
            return expired ? null : stored;
        });
    }

    static LeaseStore alwaysShowingAFullLease(LeaseStore store) {
        return showing(
                store,
                stored -> stored.record() instanceof SessionRecord session
                        ? new StoredRecord(session, stored.version(), session.lease())
                        : stored);
    }

    static LeaseStore hidingTheRestOfTheLease(LeaseStore store) {
        return showing(store, stored -> new StoredRecord(stored.record(), stored.version(), null));
    }

    static LeaseStore takingNoElectionsForUnknownOnes(LeaseStore store) {
        return writing(
                store,
                write -> replaced(write, session -> {
                    List<String> elections = session.elections();
                    return elections == null ? List.of() : elections;
                }));
    }

    /** As a script does whose only number is a double. */
    static LeaseStore countingInDoubles(LeaseStore store) {
        return writing(store, write -> {
            if (!(write.next() instanceof ElectionRecord e)) {
                return write;
            }
            long term = (long) (double) e.term();
            return next(
                    write, new ElectionRecord(e.name(), term, e.seat(), e.since(), e.changes(), e.epoch(), e.nonce()));
        });
    }

    /** As a collation does, or a file system. */
    static LeaseStore foldingCase(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public ReadOutcome read(RecordKey key, Attempt attempt) {
                return target.read(
                        key instanceof RecordKey.Election election
                                ? new RecordKey.Election(election.name().toLowerCase(Locale.ROOT))
                                : key,
                        attempt);
            }
        };
    }

    private interface Elections {
        List<String> of(SessionRecord session);
    }

    private static CompareAndSet replaced(CompareAndSet write, Elections elections) {
        if (!(write.next() instanceof SessionRecord s)) {
            return write;
        }
        return next(
                write,
                new SessionRecord(
                        s.incarnation(),
                        s.candidateId(),
                        s.lease(),
                        s.state(),
                        s.address(),
                        elections.of(s),
                        s.releases(),
                        s.standbys(),
                        s.attributes(),
                        s.epoch(),
                        s.nonce()));
    }

    private static CompareAndSet next(CompareAndSet write, LeaseRecord next) {
        return new CompareAndSet(write.expected(), next, write.guard(), write.onlyIfExpired());
    }

    private static boolean isPositive(StoredRecord stored) {
        return stored.remaining() != null
                && !stored.remaining().isNegative()
                && !stored.remaining().isZero();
    }
}
