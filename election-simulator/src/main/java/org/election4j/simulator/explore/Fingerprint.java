// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.Version;
import org.jspecify.annotations.Nullable;

/**
 * 64 bits for a world. Worlds that have the same future get the same bits; any others get different bits, but for an
 * accident.
 *
 * <p>What makes two worlds the same:
 *
 * <ul>
 *   <li>random ids are numbered in the order in which they appear;
 *   <li>times count from the clock of their process, and a time that is over is over, however long ago;
 *   <li>where nothing is lost, terms count from the current one, because all that matters is which is larger;
 *   <li>sessions that nothing refers to are left out, and so is what is for people (dates, counts, addresses);
 *   <li>where all clocks may run alike, processes can be swapped.
 * </ul>
 */
@SuppressWarnings("EnumOrdinal") // no number outlives the search
final class Fingerprint {

    private final Scope scope;
    private final Names names = new Names();
    private final ProcessPrint processes;
    private final boolean absoluteTerms;
    private final Set<UUID> seenAgain = new HashSet<>();
    private long baseTerm;

    Fingerprint(Scope scope) {
        this.scope = scope;
        this.absoluteTerms = scope.losesHistory();
        this.processes = new ProcessPrint(scope, names, this);
    }

    long of(World world) {
        long straight = of(world, false);
        if (!scope.isSymmetric() || scope.processes() != 2) {
            return straight;
        }
        long swapped = of(world, true);
        return Long.compareUnsigned(straight, swapped) < 0 ? straight : swapped;
    }

    private long of(World world, boolean swapped) {
        names.clear();
        seenAgain.clear();
        world.late().forEach(write -> seenAgain.add(write.next().nonce()));
        addSeenAgain(world.store());
        addSeenAgain(world.standby());
        addSeenAgain(world.other());
        world.processes().forEach(process -> {
            addSeenAgain(process.heartbeatCall());
            addSeenAgain(process.campaignCall());
        });
        baseTerm = world.highestTerm();
        int count = world.processes().size();
        for (int i = 0; i < count; i++) {
            processes.add(world.processes().get(swapped ? count - 1 - i : i), swapped);
        }
        addStore(world.store(), swapped);
        addLate(world.late(), swapped);
        names.add(world.spent());
        if (absoluteTerms) {
            names.add(world.highestTerm());
        }
        addStandby(world.standby(), swapped);
        addStandby(world.other(), swapped);
        return names.hash();
    }

    // ---- nonces of sessions that a read can still show -------------------------------------------------------------

    private void addSeenAgain(@Nullable ModelStore store) {
        if (store != null) {
            store.sessions().forEach(entry -> seenAgain.add(entry.record().nonce()));
        }
    }

    private void addSeenAgain(@Nullable Call call) {
        if (call != null && call.write() != null) {
            seenAgain.add(call.write().next().nonce());
        }
        if (call != null && call.found() instanceof ReadOutcome.Found found) {
            seenAgain.add(found.stored().record().nonce());
        }
    }

    /**
     * Whether a write that was given up can still be found by a read. One that cannot does not matter any more: a session
     * forgets slow writes only after {@code SessionMachine.MOST_SLOW}, which no scope is long enough for.
     */
    boolean isSeenAgain(UUID nonce) {
        return seenAgain.contains(nonce);
    }

    // ---- the store -------------------------------------------------------------------------------------------------

    private void addStore(ModelStore store, boolean swapped) {
        addEpoch(store.epoch());
        add(store.election(), swapped);
        if (scope.failsOver()) {
            add(store.store(), swapped);
        }
        addSessions(store, swapped);
        names.add(-3);
    }

    private void addStandby(@Nullable ModelStore standby, boolean swapped) {
        if (standby != null) {
            names.add(-7);
            addStore(standby, swapped);
        }
        names.add(-8);
    }

    /** What refers to a session has been told by now; one session refers to no other. The others do not matter. */
    private void addSessions(ModelStore store, boolean swapped) {
        int told = names.count();
        for (int name = 1; name <= told; name++) {
            for (Entry entry : store.sessions()) {
                if (names.isCalled(((SessionRecord) entry.record()).incarnation(), name)) {
                    add(entry, swapped);
                    if (store.hasClock()) {
                        names.add(ageOf(store, entry));
                    }
                }
            }
        }
    }

    /** By the store's clock; all that counts is whether, and when, it expires. */
    private static long ageOf(ModelStore store, Entry entry) {
        long lease = Units.LEASE_NANOS / Units.UNIT_NANOS;
        return Math.min(store.clock() - entry.writtenAt(), lease);
    }

    private void add(@Nullable Entry entry, boolean swapped) {
        if (entry == null) {
            names.add(-1);
        } else {
            add(entry.record(), swapped);
        }
    }

    // ---- writes on their way ---------------------------------------------------------------------------------------

    private void addLate(List<CompareAndSet> late, boolean swapped) {
        if (late.size() <= 1) {
            late.forEach(write -> add(write, swapped));
            return;
        }
        late.stream().sorted(Comparator.comparingLong(this::rank)).forEach(write -> add(write, swapped));
    }

    /** An order that the ids do not matter for, as far as it goes. */
    private long rank(CompareAndSet write) {
        LeaseRecord next = write.next();
        long kind = next instanceof ElectionRecord ? 0 : next instanceof SessionRecord ? 1 : 2;
        long nonce = names.isNamed(next.nonce()) ? names.nameOf(next.nonce()) : 999;
        long session =
                next instanceof SessionRecord s && names.isNamed(s.incarnation()) ? names.nameOf(s.incarnation()) : 999;
        Version expected = write.expected();
        long before = expected != null && names.isNamed(expected.nonce()) ? names.nameOf(expected.nonce()) : 999;
        return ((kind * 1000 + nonce) * 1000 + session) * 1000 + before;
    }

    void add(CompareAndSet write, boolean swapped) {
        add(write.expected());
        add(write.next(), swapped);
        add(write.guard());
        names.add(write.onlyIfExpired());
    }

    void add(@Nullable Guard guard) {
        if (guard == null) {
            names.add(-1);
        } else {
            addEpoch(guard.epoch());
            names.add(guard.settlement());
        }
    }

    // ---- records ---------------------------------------------------------------------------------------------------

    void add(@Nullable Version version) {
        names.add(version == null ? null : version.nonce());
    }

    /** A record by its nonce, and what is in it the first time. */
    void add(LeaseRecord record, boolean swapped) {
        names.add(record.nonce());
        if (!names.isNew(record.nonce())) {
            return;
        }
        if (record instanceof ElectionRecord election) {
            addTerm(election.term());
            addEpoch(election.epoch());
            addSeat(election.seat(), swapped);
        } else if (record instanceof SessionRecord session) {
            names.add(session.incarnation());
            names.add(session.state().ordinal());
            addEpoch(session.epoch());
        } else if (record instanceof StoreRecord store) {
            addEpoch(store.epoch());
            names.add(store.state().ordinal());
            names.add(store.watch().toMillis());
            names.add(store.settlement());
        }
    }

    void addSeat(ElectionRecord.@Nullable Seat seat, boolean swapped) {
        if (seat instanceof ElectionRecord.Held held) {
            names.add(held.incarnation());
        } else if (seat instanceof ElectionRecord.Handover handover) {
            int to = handover.candidateId().charAt(handover.candidateId().length() - 1) - '0';
            names.add(-10 - (swapped ? scope.processes() - 1 - to : to));
        } else {
            names.add(seat == null ? -1 : -2);
        }
    }

    void addTerm(long term) {
        names.add(absoluteTerms || term == 0 ? term : term - baseTerm - 1_000_000);
    }

    void addEpoch(String epoch) {
        names.add(epoch.isEmpty() ? 0 : epoch.charAt(1));
    }

    void addId(@Nullable UUID id) {
        names.add(id);
    }
}
