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
import java.util.stream.Collectors;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.RivalWatch;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Clears away what crashed candidates leave behind: the store deletes ended sessions that no election names, and silent
 * ones are revoked, whether an election names them or not. The live ones are counted while at it. A candidate that leads
 * something goes through all sessions once per ten leases, in steps of a bounded size on the campaign lane; whatever else
 * that lane has to do comes between two steps. Guarded by the engine's lock.
 */
final class SessionCleanup {

    private static final int MOST_PER_STEP = 200;

    private final CandidateEngine engine;
    private final Lane lane;
    private final Map<UUID, RivalWatch> watches = new HashMap<>();
    private @Nullable Long dueNanos;
    private boolean stoodBy;
    private boolean recounting;
    private long stepsSeen;
    /** Where the pass stands; null before its first step. */
    private Sweep.@Nullable Cursor at;

    private long passNanos;
    private long lastPassNanos;

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
            at = null;
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
        return (long) (Sweep.LEASES * engine.timings.leaseNanos() * (1.05 + engine.runtime.jitter() / 2));
    }

    /** More than a lease, in which every session that lives is renewed. */
    private long soonNanos() {
        return intervalNanos() / Sweep.LEASES;
    }

    /** Makes one step. */
    void run() {
        long now = engine.now();
        Guard guard = Objects.requireNonNull(engine.settlement.guard(), "called although it is not due");
        if (at == null) {
            begin(now);
        }
        int limit = Math.min(MOST_PER_STEP, engine.pace.recordsPerCall());
        Sweep sweep = new Sweep(at, limit, old(now), guard);
        lane.call(engine.campaign.attempt(now, 2), engine.calls.sweep(sweep), this::answered);
    }

    /** What was not seen in the whole of the last pass is gone. */
    private void begin(long now) {
        watches.values().removeIf(watch -> !watch.seenSince(lastPassNanos));
        lastPassNanos = passNanos;
        passNanos = now;
        engine.census.begin();
    }

    /** Ended sessions that have been seen in this very version for ten leases. */
    private Set<Version> old(long now) {
        return watches.values().stream()
                .filter(watch -> watch.state().ended())
                .filter(watch -> now - watch.state().sinceNanos() >= Sweep.LEASES * watch.leaseNanos())
                .map(RivalWatch::version)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private void answered(SweepOutcome outcome) {
        long now = engine.now();
        if (outcome instanceof SweepOutcome.Unknown unknown) {
            engine.sweepTrouble("sessions not cleared up", unknown.cause());
            at = null;
            dueNanos = now + soonNanos();
            return;
        }
        SweepOutcome.Swept swept = (SweepOutcome.Swept) outcome;
        engine.troubles.swept();
        if (stepsSeen != engine.runtime.unexplainedSteps()) {
            stepsSeen = engine.runtime.unexplainedSteps();
            watches.clear();
            recounting = false;
        }
        List<RivalWatch> page = look(swept, now);
        at = swept.next();
        dueNanos = at == null ? now + passed() : now;
        revokeSilent(page, now);
    }

    /** Looks at each session of a step, and counts those that it sees for the first time in this pass. */
    private List<RivalWatch> look(SweepOutcome.Swept swept, long now) {
        List<RivalWatch> page = new ArrayList<>();
        Set<UUID> unchanged = new HashSet<>();
        List<SessionRecord> fresh = new ArrayList<>();
        for (StoredRecord stored : swept.sessions()) {
            SessionRecord session = (SessionRecord) stored.record();
            RivalWatch watch = watches.computeIfAbsent(
                    session.incarnation(), id -> new RivalWatch(id, session.candidateId(), session.lease()));
            if (!watch.seen() || !watch.seenSince(passNanos)) {
                fresh.add(session);
            }
            if (stored.version().equals(watch.version())) {
                unchanged.add(session.incarnation());
            }
            watch.see(new ReadOutcome.Found(stored, swept.stamp()), now);
            page.add(watch);
        }
        engine.census.count(fresh, unchanged);
        return page;
    }

    /**
     * Tells what was counted, and when the next pass begins. The dead leave sessions behind that look alive. So a census is
     * counted again, without those that were not renewed.
     */
    private long passed() {
        if (!recounting && engine.census.mayBe()) {
            recounting = true;
            return soonNanos();
        }
        engine.census.counted(recounting);
        recounting = false;
        return intervalNanos();
    }

    private void revokeSilent(List<RivalWatch> page, long now) {
        Guard guard = engine.settlement.guard();
        if (guard == null) {
            return;
        }
        List<CompareAndSet> revokes = new ArrayList<>();
        for (RivalWatch watch : page) {
            CompareAndSet revoke = watch.incarnation().equals(engine.own.incarnation())
                    ? null
                    : watch.revoke(now, false, engine.runtime.freshId(), guard);
            if (revoke != null) {
                revokes.add(revoke);
            }
        }
        if (!revokes.isEmpty()) {
            lane.call(engine.campaign.attempt(now, 2), engine.calls.writeAll(revokes), this::revoked);
        }
    }

    private void revoked(List<WriteOutcome> outcomes) {
        for (WriteOutcome outcome : outcomes) {
            if (outcome instanceof WriteOutcome.Unknown unknown) {
                engine.sweepTrouble("silent sessions not revoked", unknown.cause());
                return;
            }
        }
    }
}
