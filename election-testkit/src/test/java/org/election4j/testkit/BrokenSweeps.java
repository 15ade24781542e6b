// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.election4j.spi.Attempt;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;

/** Stores that delete the wrong sessions, or do not get through them. */
final class BrokenSweeps {

    private BrokenSweeps() {}

    /** Trusts its caller to ask for the right thing. */
    static LeaseStore deletingLiveSessions(LeaseStore store) {
        return deleting(store, (sweep, session) -> sweep.old().contains(session.version()));
    }

    /** Does not ask what elections name. */
    static LeaseStore deletingNamedSessions(LeaseStore store) {
        return deleting(store, Sweep::isOld);
    }

    /** Does not ask how long ago a session ended, nor at which version. */
    static LeaseStore deletingAtOnce(LeaseStore store) {
        return deleting(
                store, (sweep, session) -> ((SessionRecord) session.record()).state() == SessionRecord.State.ENDED);
    }

    /** Knows no clock of its own. */
    static LeaseStore ignoringItsClock(LeaseStore store) {
        return deleting(
                store, (sweep, session) -> sweep.isOld(new StoredRecord(session.record(), session.version(), null)));
    }

    static LeaseStore ignoringTheLimit(LeaseStore store) {
        return sweeping(store, sweep -> new Sweep(sweep.from(), 1_000, sweep.old(), sweep.guard()));
    }

    static LeaseStore beginningAnew(LeaseStore store) {
        return sweeping(store, sweep -> new Sweep(null, sweep.limit(), sweep.old(), sweep.guard()));
    }

    static LeaseStore stoppingAfterOneStep(LeaseStore store) {
        return answering(
                store, swept -> new SweepOutcome.Swept(swept.sessions(), swept.deleted(), null, swept.stamp()));
    }

    static LeaseStore notTellingWhatItDeletes(LeaseStore store) {
        return answering(store, swept -> new SweepOutcome.Swept(swept.sessions(), 0, swept.next(), swept.stamp()));
    }

    private static LeaseStore sweeping(LeaseStore store, UnaryOperator<Sweep> other) {
        return new DelegatingLeaseStore(store) {
            @Override
            public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
                return target.sweep(other.apply(sweep), attempt);
            }
        };
    }

    private static LeaseStore answering(LeaseStore store, UnaryOperator<SweepOutcome.Swept> other) {
        return new DelegatingLeaseStore(store) {
            @Override
            public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
                return other.apply((SweepOutcome.Swept) target.sweep(sweep, attempt));
            }
        };
    }

    /** Deletes what the rule says, and nothing else. */
    private static LeaseStore deleting(LeaseStore store, BiPredicate<Sweep, StoredRecord> rule) {
        InMemoryLeaseStore memory = (InMemoryLeaseStore) store;
        return new DelegatingLeaseStore(store) {
            @Override
            public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
                // A session that is looked at under a guard that does not hold is not deleted.
                Sweep look = new Sweep(sweep.from(), sweep.limit(), Set.of(), Guard.epoch("no epoch of this store"));
                SweepOutcome.Swept swept = (SweepOutcome.Swept) target.sweep(look, attempt);
                int deleted = 0;
                for (StoredRecord session : swept.sessions()) {
                    if (rule.test(sweep, session)
                            && memory.deleteByHand(session.record().key())) {
                        deleted++;
                    }
                }
                return new SweepOutcome.Swept(swept.sessions(), deleted, swept.next(), swept.stamp());
            }
        };
    }
}
