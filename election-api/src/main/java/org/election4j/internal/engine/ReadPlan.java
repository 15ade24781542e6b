// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.RivalWatch;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.UnreadableRecordException;
import org.election4j.spi.Version;
import org.jspecify.annotations.Nullable;

/**
 * What to read from the store, and when. Guarded by the engine's lock.
 *
 * <p>Standbys live on this: it has to be cheap while nothing happens, and on time when a leader dies. The session of a
 * holder is looked at every poll interval; where the store tells the age of what it shows, the look is placed just after
 * the holder's next heartbeat but one, so that a last heartbeat is seen at most one renew interval after it was made,
 * at half the cost of looking after each. The record of an election that is held is stable, so it is read only when a
 * hint or the holder's count of releases says so, and in rotation besides.
 */
public final class ReadPlan {

    private static final int CHUNK = 1000;
    private static final int ROTATION = 200;
    private static final int LOOKS = 5;

    /** How often the store record is read in a tenth of a lease because something casts doubt on it. */
    private static final int READS_IN_DOUBT = 5;

    private static final long LONGEST_SLACK_NANOS = 15_000_000;

    private final CandidateEngine engine;
    private final Map<UUID, RivalWatch> watches = new HashMap<>();
    private final Map<UUID, Long> nextLook = new HashMap<>();
    private long storeReadNanos;
    private long doubtedNanos;
    private int storeReads;
    private long rotatedNanos;
    private boolean everRotated;

    ReadPlan(CandidateEngine engine) {
        this.engine = engine;
    }

    // ---- watches ---------------------------------------------------------------------------------------------------

    @Nullable
    public RivalWatch watchOf(ElectionSeat seat) {
        ElectionRecord.Held held = seat.machine.state().sight().holder();
        return held == null ? null : watches.get(held.incarnation());
    }

    Iterable<RivalWatch> watches() {
        return watches.values();
    }

    /** Whose sessions are watched. */
    Set<UUID> watched() {
        return watches.keySet();
    }

    void lookAgainAt(UUID incarnation, long atNanos) {
        nextLook.put(incarnation, atNanos);
    }

    /** Forgets for how long anything has been watched. */
    void watchAnew(long now) {
        watches.clear();
        nextLook.clear();
        engine.settlement.watchAnew(now);
        engine.seats.values().forEach(seat -> seat.machine.watchAnew(now));
    }

    /** Watches the sessions of all holders, but the own one, and no others. */
    private void rewatch(long now) {
        Set<UUID> holders = new HashSet<>();
        UUID own = engine.own.incarnation();
        for (ElectionSeat seat : engine.seats.values()) {
            ElectionRecord.Held held = seat.machine.state().sight().holder();
            boolean follows = seat.isFollowing() && seat.machine.state().campaigning();
            if (held != null && follows && !held.incarnation().equals(own) && holders.add(held.incarnation())) {
                watches.computeIfAbsent(held.incarnation(), id -> new RivalWatch(id, held.candidateId(), held.lease()));
                nextLook.putIfAbsent(held.incarnation(), now);
            }
        }
        watches.keySet().retainAll(holders);
        nextLook.keySet().retainAll(holders);
    }

    // ---- what is due -----------------------------------------------------------------------------------------------

    List<RecordKey> due(long now) {
        rewatch(now);
        List<RecordKey> keys = new ArrayList<>();
        if (now - storeDueNanos(now) >= 0) {
            keys.add(RecordKey.STORE);
        }
        long slack = slackNanos();
        nextLook.forEach((incarnation, at) -> {
            if (now + slack - at >= 0) {
                keys.add(new RecordKey.Session(incarnation));
            }
        });
        for (ElectionSeat seat : engine.seats.values()) {
            if (keys.size() >= chunk()) {
                break;
            }
            if (isUrgent(seat) && now - seat.retryNanos >= 0) {
                keys.add(new RecordKey.Election(seat.name));
            }
        }
        rotate(keys, now);
        return keys;
    }

    /** Whether the record has to be read before anything can be decided about it. */
    private boolean isUrgent(ElectionSeat seat) {
        if (seat.phase() == Phase.LEADING || seat.phase() == Phase.DRAINING || seat.phase() == Phase.ACQUIRING) {
            return false;
        }
        boolean unseen = !seat.machine.state().sight().any();
        boolean stale = !seat.machine.state().sight().fresh() && seat.isFollowing();
        return unseen || stale || seat.machine.isUnresolved() || holderReleased(seat);
    }

    private boolean holderReleased(ElectionSeat seat) {
        RivalWatch watch = seat.isFollowing() ? watchOf(seat) : null;
        return watch != null && watch.seen() && watch.releases() != seat.releasesSeen && watch.releases() >= 0;
    }

    /**
     * The records that nothing urgent concerns, the longest unread first: those held here (H9), and those followed, in
     * case somebody changed them by hand or a hint was lost.
     */
    private void rotate(List<RecordKey> keys, long now) {
        boolean due = !everRotated || now + slackNanos() - rotatedNanos - rotationNanos() >= 0;
        if (!due && !keys.isEmpty() && isFollowingAnything()) {
            // A round goes to the store anyway: take the followed ones along, if they are few.
            due = mayRideAlong() && keys.stream().anyMatch(RecordKey.Session.class::isInstance);
        }
        if (!due) {
            return;
        }
        everRotated = true;
        rotatedNanos = now;
        Set<RecordKey> present = new HashSet<>(keys);
        rotatable()
                .sorted(Comparator.comparingLong(seat -> seat.readNanos - now))
                .limit(rotation())
                .map(seat -> new RecordKey.Election(seat.name))
                .filter(key -> !present.contains(key))
                .forEach(keys::add);
    }

    private boolean isFollowingAnything() {
        return engine.seats.values().stream().anyMatch(ElectionSeat::isFollowing);
    }

    private Stream<ElectionSeat> rotatable() {
        return engine.seats.values().stream()
                .filter(seat -> seat.everRead || seat.phase() == Phase.LEADING)
                .filter(seat -> seat.phase() != Phase.ACQUIRING && seat.phase() != Phase.RELEASING);
    }

    private int chunk() {
        return Math.min(CHUNK, engine.pace.recordsPerCall());
    }

    /** How many records one step of the rotation reads. */
    private int rotation() {
        return Math.min(Math.min(ROTATION, engine.pace.verifiedPerLease()), engine.pace.recordsPerCall());
    }

    /** Whether all of them may be read with each look at a session, so some five times per lease. */
    private boolean mayRideAlong() {
        int seats = engine.seats.size();
        return seats <= ROTATION && LOOKS * seats <= engine.pace.verifiedPerLease();
    }

    /**
     * How often the rotation moves on: often enough to show up to 1,000 held records once per lease (H9), or as many as
     * the store wants to be asked for.
     */
    private long rotationNanos() {
        if (engine.census.isReserve()) {
            // Rides along with the looks.
            return 4 * engine.timings.leaseNanos();
        }
        int step = rotation();
        long most = Math.min(LOOKS, engine.pace.verifiedPerLease() / step);
        long steps = Math.min(most, Math.max(1, (engine.seats.size() + step - 1) / step));
        long routine = engine.timings.leaseNanos() / steps;
        boolean open = engine.seats.values().stream().anyMatch(this::isWaiting);
        return open ? Math.min(routine, pollNanos()) : routine;
    }

    /** Followed, and not held by anybody whose session could be watched: only its own record can tell. */
    private boolean isWaiting(ElectionSeat seat) {
        return seat.isFollowing() && seat.everRead && watchOf(seat) == null;
    }

    private long storeDueNanos(long now) {
        if (!engine.settlement.looked()) {
            // A store whose epoch flickers, or whose record cannot be written, gives cause for doubt with every answer.
            return storeReads < READS_IN_DOUBT ? now : doubtedNanos + engine.timings.leaseNanos() / 10;
        }
        if (engine.settlement.guard() != null) {
            // Rides along with the rotation; changes only by hand or by failover, and each write checks it anyway.
            return storeReadNanos + 4 * engine.timings.leaseNanos();
        }
        long poll = engine.settlement.refusal() == null ? pollNanos() : engine.timings.leaseNanos();
        return storeReadNanos + poll;
    }

    // ---- answers ---------------------------------------------------------------------------------------------------

    /** Takes one answer; false if it was none. */
    boolean answered(RecordKey key, ReadOutcome outcome, long askedUnder, long now) {
        if (outcome instanceof ReadOutcome.Unknown unknown
                && unknown.cause() instanceof UnreadableRecordException cause) {
            unreadable(key, String.valueOf(cause.getMessage()), now);
            return true;
        }
        if (outcome instanceof ReadOutcome.Unknown unknown) {
            engine.trouble(EngineRuntime.Lane.CAMPAIGN, "store not readable", unknown.cause());
            return false;
        }
        StoreStamp stamp =
                outcome instanceof ReadOutcome.Found found ? found.stamp() : ((ReadOutcome.Absent) outcome).stamp();
        engine.own.seeEpoch(stamp.epoch(), askedUnder);
        if (key instanceof RecordKey.Session session) {
            sessionAnswered(session.incarnation(), outcome, now);
        } else if (key instanceof RecordKey.Election election) {
            electionAnswered(election.name(), outcome, now);
        } else {
            storeAnswered(outcome, now);
        }
        return true;
    }

    /** The store is well. This record is looked at again later, and all others go on. */
    private void unreadable(RecordKey key, String what, long now) {
        if (key instanceof RecordKey.Session session) {
            nextLook.replace(session.incarnation(), now + engine.timings.leaseNanos());
        } else if (key instanceof RecordKey.Election election && engine.seats.containsKey(election.name())) {
            ElectionSeat seat = engine.seats.get(election.name());
            seat.readNanos = now;
            seat.retryNanos = now + engine.timings.leaseNanos();
        } else if (key.equals(RecordKey.STORE)) {
            storeLooked(now);
            engine.refuse(what);
        }
        engine.unknownRecords.found(key, what);
    }

    private void storeLooked(long now) {
        storeReadNanos = now;
        if (storeReads == 0 || now - doubtedNanos >= engine.timings.leaseNanos() / 10) {
            doubtedNanos = now;
            storeReads = 0;
        }
        storeReads++;
    }

    private void storeAnswered(ReadOutcome outcome, long now) {
        storeLooked(now);
        engine.unknownRecords.understood(RecordKey.STORE);
        engine.settlement.read(outcome, now);
        engine.noticeSettling(now);
        String refusal = engine.settlement.refusal();
        if (refusal == null) {
            engine.troubles.accepted();
            engine.own.limited(now);
        } else {
            engine.refuse(refusal);
            engine.own.refused(now);
        }
    }

    private void sessionAnswered(UUID incarnation, ReadOutcome outcome, long now) {
        RivalWatch watch = watches.get(incarnation);
        if (watch == null) {
            return;
        }
        watch.see(outcome, now);
        engine.unknownRecords.understood(new RecordKey.Session(incarnation));
        if (outcome instanceof ReadOutcome.Found found) {
            SessionRecord session = (SessionRecord) found.stored().record();
            engine.census.told(session);
        }
        nextLook.put(incarnation, now + untilNextLook(watch));
    }

    private void electionAnswered(String name, ReadOutcome outcome, long now) {
        ElectionSeat seat = engine.seats.get(name);
        if (seat == null) {
            return;
        }
        seat.readNanos = now;
        seat.everRead = true;
        Version before = seat.machine.state().sight().version();
        engine.leaderships.turned(seat, seat.machine.read(outcome, now, engine.standing(now)), now);
        if (!Objects.equals(before, seat.machine.state().sight().version())) {
            seat.fruitless = 0;
        }
        engine.unknownRecords.look(seat);
        RivalWatch watch = watchOf(seat);
        seat.releasesSeen = watch == null || !watch.seen() ? -1 : watch.releases();
    }

    // ---- when to look next -----------------------------------------------------------------------------------------

    private long pollNanos() {
        Long configured = engine.timings.pollNanos();
        long fifth = engine.timings.leaseNanos() / 5;
        return configured != null ? configured : engine.hintsFlow ? 2 * fifth : fifth;
    }

    /**
     * Looks just after the heartbeat that is expected about one poll interval from now, if its phase is known. A heartbeat
     * that is late by now is looked for again soon, and then less and less: it may only just have been missed.
     */
    private long untilNextLook(RivalWatch watch) {
        if (engine.census.isReserve()) {
            return reserveLook(watch);
        }
        long renew = watch.leaseNanos() / 5;
        // A holder with a shorter lease would look silent to whoever looks at the pace of its own.
        long poll = Math.min(pollNanos(), 2 * renew);
        Long age = watch.ageNanos();
        if (age == null) {
            // Hints tell of no death, and a look at random sees the last heartbeat half as early as one that is placed.
            return engine.timings.pollNanos() != null
                    ? poll
                    : Math.min(poll, Math.min(renew, engine.timings.leaseNanos() / 5));
        }
        if (poll < renew) {
            return poll;
        }
        if (age >= renew) {
            return Math.min(poll, Math.max(slackNanos(), age - renew));
        }
        long beats = Math.max(1, (poll + age) / renew);
        return beats * renew - age + slackNanos();
    }

    /** Some three leases from now; sooner if the holder is late, so that somebody notices if all others are gone. */
    private long reserveLook(RivalWatch watch) {
        Long age = watch.ageNanos();
        boolean late = age != null && age >= watch.leaseNanos() / 5;
        return (long) (watch.leaseNanos() * ((late ? 1 : 2.5) + engine.runtime.jitter()));
    }

    /** Hints do not flow any more: what was not going to be looked at for long is looked at within one poll interval. */
    void lookSooner(long now) {
        long poll = pollNanos();
        nextLook.replaceAll((incarnation, at) -> earlier(at, now + (long) (poll * engine.runtime.jitter())));
    }

    private long slackNanos() {
        return Math.min(LONGEST_SLACK_NANOS, engine.timings.leaseNanos() / 100);
    }

    /** When something has to be read, at the latest. */
    long nextNanos(long now) {
        rewatch(now);
        long next = everRotated ? rotatedNanos + rotationNanos() : now;
        if (engine.settlement.guard() == null) {
            next = earlier(next, storeDueNanos(now));
        }
        for (long look : nextLook.values()) {
            next = earlier(next, look);
        }
        for (ElectionSeat seat : engine.seats.values()) {
            if (isUrgent(seat)) {
                next = earlier(next, seat.retryNanos - now > 0 ? seat.retryNanos : now);
            }
        }
        return next;
    }

    static long earlier(long one, long other) {
        return other - one < 0 ? other : one;
    }
}
