// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/** Watches the store: every write that reaches it, in the order in which they do. */
final class StoreReferee {

    private static final long JUMPED = 900_000;

    private final Story story;
    private final Promises promises;
    private final Chain[] chains;

    /** What one election's record has been. */
    private static final class Chain {
        private @Nullable ElectionRecord highest;
        private @Nullable ElectionRecord last;
        private final Set<Long> terms = new HashSet<>();
        private boolean historyLost;
        private boolean everLost;
        private boolean disordered;
        private long highestNanos;
    }

    StoreReferee(Story story, Promises promises) {
        this.story = story;
        this.promises = promises;
        this.chains = new Chain[story.cast().elections()];
        for (int i = 0; i < chains.length; i++) {
            chains[i] = new Chain();
        }
    }

    /** Writes of the election may have been lost. */
    void historyLost(int election) {
        chains[election].historyLost = true;
        chains[election].everLost = true;
    }

    boolean hasLostHistory(int election) {
        return chains[election].everLost;
    }

    void landed(SimulatedProcess process, CompareAndSet write, WriteOutcome outcome, CallFate trip) {
        boolean applied = outcome instanceof WriteOutcome.Applied;
        LeaseRecord next = write.next();
        story.queue().note(applied ? 1 : 2);
        late(trip, applied);
        if (outcome instanceof WriteOutcome.Rejected rejected
                && !rejected.stamp().epoch().equals(write.guard().epoch())) {
            story.tally().count(Sometimes.GUARD_REFUSED);
        }
        if (applied) {
            story.store().wrote();
            if (!trip.fate().isAnswered()
                    || trip.fate() == CallFate.Fate.WARNED
                    || trip.fate() == CallFate.Fate.DENIED) {
                process.link().untold.add(next.nonce());
            }
        }
        if (next instanceof SessionRecord session) {
            session(process, write, session, applied, trip);
        } else if (next instanceof ElectionRecord election) {
            election(process, write, election, applied, trip);
        } else if (applied && next instanceof StoreRecord store && store.state() == StoreRecord.State.SETTLED) {
            story.tally().count(Sometimes.EPOCH_SETTLED);
        }
    }

    private void late(CallFate trip, boolean applied) {
        if (trip.fate() == CallFate.Fate.UNANSWERED && trip.requestNanos() > trip.replyNanos()) {
            story.tally().count(applied ? Sometimes.LATE_WRITE_APPLIED : Sometimes.LATE_WRITE_REFUSED);
        }
        if (!applied && trip.fate() == CallFate.Fate.DUPLICATED) {
            story.tally().count(Sometimes.OWN_WRITE_DENIED);
        }
    }

    // ---- sessions --------------------------------------------------------------------------------------------------

    private void session(
            SimulatedProcess process, CompareAndSet write, SessionRecord next, boolean applied, CallFate trip) {
        StoreLink link = process.link();
        UUID expected = write.expected() == null ? null : write.expected().nonce();
        if (next.state() == SessionRecord.State.LIVE) {
            process.countHeartbeat();
            link.incarnations.add(next.incarnation());
            if (expected != null && link.untold.remove(expected)) {
                story.tally().count(Sometimes.OWN_HEARTBEAT_RECOGNISED);
            }
        } else if (write.guard().settlement() == null) {
            // A session writes its own end, bound to nothing but its epoch. A revoke waits for the settlement (R5).
            ended(process, next, trip);
        } else if (!link.incarnations.contains(next.incarnation())) {
            revoke(process, write, next, applied);
        }
    }

    /** With the session everything is given up that is held through it. */
    private void ended(SimulatedProcess process, SessionRecord session, CallFate trip) {
        for (int index = 0; index < chains.length; index++) {
            ElectionRecord last = chains[index].last;
            if (last != null
                    && last.seat() instanceof ElectionRecord.Held held
                    && held.incarnation().equals(session.incarnation())
                    && !process.code(index).hadDrained(last.term(), trip.startedNanos())) {
                story.referee()
                        .violate(
                                Invariant.DRAIN_BEFORE_RELEASE,
                                process.id() + " ends its session in term " + last.term() + " of " + last.name());
            }
        }
    }

    private void revoke(SimulatedProcess process, CompareAndSet write, SessionRecord next, boolean applied) {
        Tally tally = story.tally();
        if (applied) {
            tally.count(write.expected() == null ? Sometimes.ABSENT_SESSION_ENDED : Sometimes.REVOKED);
            if (!write.onlyIfExpired()
                    && write.expected() != null
                    && story.cast().storeClock()
                    && !process.member().trustsStoreClock()) {
                tally.count(Sometimes.REVOKED_AGAINST_STORE_CLOCK);
            }
            return;
        }
        if (write.expected() != null
                && process.link().peek(next.key()) instanceof ReadOutcome.Found found
                && found.stored().record() instanceof SessionRecord session) {
            boolean same = found.stored().version().equals(write.expected());
            boolean guarded = !story.cast().epochs()
                    || found.stamp().epoch().equals(write.guard().epoch());
            if (same && guarded && write.onlyIfExpired()) {
                tally.count(Sometimes.REVOKE_REFUSED_BY_STORE_CLOCK);
            } else if (!same && session.state() == SessionRecord.State.LIVE) {
                tally.count(Sometimes.REVOKE_LOST_TO_RENEWAL);
            }
        }
    }

    // ---- elections -------------------------------------------------------------------------------------------------

    private void election(
            SimulatedProcess process, CompareAndSet write, ElectionRecord next, boolean applied, CallFate trip) {
        int index = story.electionIndex(next.name());
        Chain chain = chains[index];
        UserCode code = process.code(index);
        if (next.holder() == null && !code.hadDrained(next.term(), trip.startedNanos())) {
            story.referee()
                    .violate(
                            Invariant.DRAIN_BEFORE_RELEASE,
                            process.id() + " frees " + next.name() + " in term " + next.term());
        }
        if (!applied) {
            return;
        }
        UUID expected = write.expected() == null ? null : write.expected().nonce();
        ElectionRecord last = chain.last;
        if (expected != null && process.link().untold.remove(expected) && last != null && !code.hasLed(last.term())) {
            story.tally().count(Sometimes.GHOST_LAID);
        }
        if (next.holder() == null) {
            story.tally().count(Sometimes.RELEASED);
        } else {
            acquired(process, chain, index, next);
            code.mayLead(next.term(), process.link().untold.contains(next.nonce()));
        }
        chain.last = next;
    }

    private void acquired(SimulatedProcess process, Chain chain, int index, ElectionRecord next) {
        ElectionRecord highest = chain.highest;
        promises.compareDates();
        ElectionRecord last = chain.last;
        if (last != null && last.seat() instanceof ElectionRecord.Handover handover) {
            boolean meant = handover.candidateId().equals(process.id());
            story.tally().count(meant ? Sometimes.HANDOVER_TAKEN : Sometimes.HANDOVER_EXPIRED);
        }
        if (next.term() - next.since().toEpochMilli() > JUMPED) {
            story.tally().count(Sometimes.TERM_JUMPED);
        }
        if (highest == null || next.term() > highest.term()) {
            chain.highest = next;
        } else if (chain.historyLost && !promises.orderAcrossLoss(highest, next, chain.highestNanos)) {
            chain.disordered = true;
            chain.highest = next;
        } else {
            story.referee()
                    .violate(
                            Invariant.TERMS_RISE,
                            process.id() + " acquires " + next.name() + " in term " + next.term() + " dated "
                                    + next.since() + " after term " + highest.term() + " dated " + highest.since());
        }
        // A smaller term is refused by the fence, so only a term that is drawn a second time can let two leaders in.
        if (!chain.terms.add(next.term()) && chain.disordered) {
            promises.ambiguous(index, next.term());
        }
        chain.historyLost = false;
        chain.highestNanos = story.queue().now();
    }

    /** Writes were lost, and maybe an acquisition among them. */
    void failedOver(StoreLink link) {
        for (int election = 0; election < chains.length; election++) {
            Chain chain = chains[election];
            ElectionRecord last = chain.last;
            ElectionRecord now =
                    link.peek(new RecordKey.Election(story.electionName(election))) instanceof ReadOutcome.Found found
                            ? (ElectionRecord) found.stored().record()
                            : null;
            if (last != null && (now == null || !now.nonce().equals(last.nonce()))) {
                historyLost(election);
                boolean acquisition = now == null || now.term() < last.term();
                if (acquisition) {
                    story.tally().count(Sometimes.FAILOVER_LOST_ACQUISITION);
                }
            }
            chain.last = now;
        }
    }
}
