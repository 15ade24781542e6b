// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.RivalWatch;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Clears away what crashed candidates leave behind: silent sessions are revoked, whether an election names them or not,
 * and ended sessions that no election names are deleted after ten leases. The live ones are counted while at it. Done
 * once per ten leases by candidates that lead something, one call at a time, on the campaign lane. Guarded by the engine's lock.
 */
final class SessionCleanup {

    private static final int LEASES = 10;
    private static final int MOST_PER_RUN = 100;

    private final CandidateEngine engine;
    private final Lane lane;
    private final Map<UUID, RivalWatch> watches = new HashMap<>();
    private @Nullable Long dueNanos;
    private boolean stoodBy;
    private boolean recounting;
    private long stepsSeen;

    SessionCleanup(CandidateEngine engine, Lane lane) {
        this.engine = engine;
        this.lane = lane;
    }

    boolean isDue(long now) {
        Long due = dueNanos;
        return due != null && now - due >= 0 && engine.settlement.guard() != null && leads() && !hasJustWon(now);
    }

    /** What came due while it stood by can wait: a takeover is not the moment. */
    private boolean hasJustWon(long now) {
        if (stoodBy) {
            stoodBy = false;
            recounting = false;
            dueNanos = now + soonNanos();
            return true;
        }
        return false;
    }

    private boolean leads() {
        return engine.seats.values().stream().anyMatch(seat -> seat.phase() == Phase.LEADING);
    }

    long nextNanos(long latest) {
        if (dueNanos == null) {
            // The first time soon: many standbys want to know that they are many.
            dueNanos = engine.now() + soonNanos();
        }
        stoodBy |= !leads();
        // While the epoch is not settled it cannot be done, and must not be waited for either.
        return engine.settlement.guard() != null && leads() ? ReadPlan.earlier(latest, dueNanos) : latest;
    }

    /** A little more than ten leases, and not the same for everybody. */
    private long intervalNanos() {
        return (long) (LEASES * engine.timings.leaseNanos() * (1.05 + engine.runtime.jitter() / 2));
    }

    /** More than a lease, in which every session that lives is renewed. */
    private long soonNanos() {
        return intervalNanos() / LEASES;
    }

    /** Runs once: one call after the other, until no answer leads to another. */
    void run() {
        dueNanos = engine.now() + intervalNanos();
        list(RecordKind.SESSION, this::sessionsListed);
    }

    private void list(RecordKind kind, Consumer<ListOutcome.Listed> then) {
        lane.call(engine.campaign.attempt(engine.now(), 2), engine.calls.list(kind), outcome -> {
            if (outcome instanceof ListOutcome.Listed listed) {
                then.accept(listed);
            }
        });
    }

    private void sessionsListed(ListOutcome.Listed listed) {
        long now = engine.now();
        if (stepsSeen != engine.runtime.unexplainedSteps()) {
            stepsSeen = engine.runtime.unexplainedSteps();
            watches.clear();
            recounting = false;
        }
        count(listed, look(listed, now), now);
        Guard guard = engine.settlement.guard();
        if (guard != null) {
            revoke(silent(guard, now), guard, now);
        }
    }

    /** Looks at every session. Those that have not changed since the last time. */
    private Set<UUID> look(ListOutcome.Listed listed, long now) {
        Set<UUID> present = new HashSet<>();
        Set<UUID> unchanged = new HashSet<>();
        for (StoredRecord stored : listed.records()) {
            SessionRecord session = (SessionRecord) stored.record();
            present.add(session.incarnation());
            RivalWatch watch = watches.computeIfAbsent(
                    session.incarnation(), id -> new RivalWatch(id, session.candidateId(), session.lease()));
            StoredRecord last = watch.state().found();
            if (last != null && last.version().equals(stored.version())) {
                unchanged.add(session.incarnation());
            }
            watch.see(new ReadOutcome.Found(stored, listed.stamp()), now);
        }
        watches.keySet().retainAll(present);
        return unchanged;
    }

    /** Sessions of dead processes look alive. So many standbys are counted again, without those that were not renewed. */
    private void count(ListOutcome.Listed listed, Set<UUID> unchanged, long now) {
        if (!recounting && engine.census.mayBe(listed)) {
            recounting = true;
            dueNanos = now + soonNanos();
        } else {
            engine.census.count(listed, recounting ? unchanged : Set.of());
            recounting = false;
        }
    }

    private List<CompareAndSet> silent(Guard guard, long now) {
        List<CompareAndSet> revokes = new ArrayList<>();
        UUID own = engine.own.incarnation();
        for (RivalWatch watch : watches.values()) {
            CompareAndSet revoke = watch.incarnation().equals(own) || revokes.size() >= MOST_PER_RUN
                    ? null
                    : watch.revoke(now, false, engine.runtime.freshId(), guard);
            if (revoke != null) {
                revokes.add(revoke);
            }
        }
        return revokes;
    }

    private void revoke(List<CompareAndSet> revokes, Guard guard, long now) {
        List<StoredRecord> old = old(now);
        if (revokes.isEmpty()) {
            collectUnnamed(old, guard);
            return;
        }
        lane.call(
                engine.campaign.attempt(engine.now(), 2),
                engine.calls.writeAll(revokes),
                outcomes -> collectUnnamed(old, guard));
    }

    /** Ended sessions that have been seen in this very version for ten leases. */
    private List<StoredRecord> old(long now) {
        return watches.values().stream()
                .filter(watch -> watch.state().ended())
                .filter(watch -> now - watch.state().sinceNanos() >= LEASES * watch.leaseNanos())
                .map(watch -> watch.state().found())
                .filter(Objects::nonNull)
                .limit(MOST_PER_RUN)
                .toList();
    }

    private void collectUnnamed(List<StoredRecord> old, Guard guard) {
        if (old.isEmpty()) {
            return;
        }
        list(RecordKind.ELECTION, listed -> {
            Set<UUID> named = new HashSet<>();
            for (StoredRecord stored : listed.records()) {
                UUID session = ((ElectionRecord) stored.record()).namedSession();
                if (session != null) {
                    named.add(session);
                }
            }
            collect(
                    old.stream()
                            .filter(stored -> !named.contains(((SessionRecord) stored.record()).incarnation()))
                            .toList(),
                    guard,
                    0);
        });
    }

    private void collect(List<StoredRecord> garbage, Guard guard, int index) {
        if (index == garbage.size()) {
            return;
        }
        lane.call(
                engine.campaign.attempt(engine.now(), 1), engine.calls.collect(garbage.get(index), guard), outcome -> {
                    if (!(outcome instanceof WriteOutcome.Unknown)) {
                        collect(garbage, guard, index + 1);
                    }
                });
    }
}
