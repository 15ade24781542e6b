// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Draws a scenario from a seed. Each seed has its own subset of what can go wrong, and its own intensities: what is never
 * drawn cannot hide what the others do. Most stories are short and full; some are long and almost calm.
 */
final class ScenarioDraw {

    private static final long[] LEASES = {2_000, 10_000, 10_000, 10_000, 10_000, 30_000, 30_000, 60_000};

    private final long seed;
    private final SplittableRandom dice;

    private ScenarioDraw(long seed) {
        this.seed = seed;
        this.dice = new SplittableRandom(EventQueue.mix(seed));
    }

    static Scenario of(long seed) {
        return new ScenarioDraw(seed).draw();
    }

    private Scenario draw() {
        StorySetup cast = cast();
        if (EventQueue.mix(seed + 2) % 12 == 0) {
            cast = cast.onObjects();
        }
        if (EventQueue.mix(seed + 3) % 4 == 0) {
            cast = cast.unconfigured();
        }
        int leases = dice.nextInt(8) == 0 ? 60 + dice.nextInt(600) : 8 + dice.nextInt(50);
        long length = leases * cast.maxLeaseMillis();
        Set<Disturbance> possible = possible(cast);
        int number = 1 + dice.nextInt(4 + dice.nextInt(40));
        List<Incident> incidents = new ArrayList<>();
        List<Disturbance> list = List.copyOf(possible);
        for (int i = 0; i < number && !list.isEmpty(); i++) {
            Incident incident = incident(list.get(dice.nextInt(list.size())), cast, length);
            incidents.add(incident);
            if (incident.what() == Disturbance.DELETE_SESSION && dice.nextBoolean()) {
                // Nobody is left then who could free what the session held.
                incidents.add(new Incident(
                        incident.atMillis(), Disturbance.CRASH, incident.member(), 4 * cast.maxLeaseMillis(), 0));
            }
        }
        incidents.sort(Comparator.comparingLong(Incident::atMillis));
        return new Scenario(seed, length, cast, incidents);
    }

    // ---- the cast --------------------------------------------------------------------------------------------------

    private StorySetup cast() {
        long maxLease = LEASES[dice.nextInt(LEASES.length)];
        boolean trusting = dice.nextInt(12) == 0;
        boolean oneLease = dice.nextInt(3) != 0;
        boolean exact = dice.nextInt(4) == 0;
        boolean wrongDates = dice.nextInt(4) == 0;
        int latency = 500 + dice.nextInt(1 + dice.nextInt(40_000));
        List<StorySetup.Member> members = new ArrayList<>();
        int size = 2 + dice.nextInt(3) * dice.nextInt(2);
        for (int i = 0; i < size; i++) {
            members.add(new StorySetup.Member(
                    oneLease ? maxLease : lease(maxLease),
                    exact ? 1000 : rate(),
                    wrongDates ? dice.nextLong(600_000) - 300_000 : 0,
                    dice.nextInt(3) != 0,
                    trusting,
                    latency));
        }
        return new StorySetup(
                maxLease,
                dice.nextInt(3) == 0 ? 2 + dice.nextInt(6) : 1,
                dice.nextInt(4) != 0,
                dice.nextInt(4) != 0,
                EventQueue.mix(seed + 1) % 2 == 0,
                dice.nextInt(3) != 0,
                dice.nextInt(2) == 0,
                false,
                true,
                members);
    }

    private long lease(long maxLease) {
        return Math.max(500, maxLease * (300 + dice.nextInt(701)) / 1000);
    }

    /** Often at the very edge of what is allowed. */
    private int rate() {
        return switch (dice.nextInt(4)) {
            case 0 -> 900;
            case 1 -> 1100;
            default -> 900 + dice.nextInt(201);
        };
    }

    // ---- what happens ----------------------------------------------------------------------------------------------

    private Set<Disturbance> possible(StorySetup cast) {
        int share = 1 + dice.nextInt(4);
        Set<Disturbance> possible = EnumSet.noneOf(Disturbance.class);
        for (Disturbance what : Disturbance.values()) {
            if (dice.nextInt(4) < share) {
                possible.add(what);
            }
        }
        if (!cast.epochs()) {
            possible.remove(Disturbance.FAIL_OVER);
            possible.remove(Disturbance.SAME_TIMELINE);
        }
        // A failover is rare, and what a deletion waives would otherwise be waived in most stories.
        if (dice.nextInt(4) != 0) {
            possible.remove(Disturbance.DELETE_ELECTION);
        }
        return possible;
    }

    private Incident incident(Disturbance what, StorySetup cast, long length) {
        long at = dice.nextLong(length);
        int member = dice.nextInt(cast.members().size());
        long lease = cast.maxLeaseMillis();
        return switch (what.group()) {
            case CALLS, HINTS -> new Incident(at, what, dice.nextInt(3) == 0 ? -1 : member, span(lease), number(what));
            case STORE -> store(at, what, cast, member);
            case PROCESS -> process(at, what, cast, member);
            case CODE -> new Incident(at, what, member, span(lease), 1 + dice.nextInt(1000));
            case OPERATOR -> operator(at, what, cast, member);
        };
    }

    /** Mostly around what matters to a lease, sometimes much longer. */
    private long span(long lease) {
        long most = dice.nextInt(6) == 0 ? 10 * lease : 2 * lease;
        return 1 + dice.nextLong(most);
    }

    private int number(Disturbance what) {
        return switch (what) {
            case SLOW_CALLS, STALE_HINTS -> 1 + dice.nextInt(1 + dice.nextInt(2_000));
            case FORGE_HINTS -> 1 + dice.nextInt(20);
            case OUTAGE -> 1;
            default -> dice.nextInt(4) == 0 ? 1_000 : 1 + dice.nextInt(600);
        };
    }

    private Incident store(long at, Disturbance what, StorySetup cast, int member) {
        long lease = cast.maxLeaseMillis();
        return switch (what) {
            case STORE_CLOCK -> new Incident(at, what, -1, dice.nextLong(8 * lease) - 4 * lease, 0);
            case FAIL_OVER, SAME_TIMELINE -> new Incident(at, what, -1, 0, dice.nextInt(1 + dice.nextInt(12)));
            case RESTART_STORE -> new Incident(at, what, -1, span(lease), 0);
            case DELETE_ELECTION -> new Incident(at, what, -1, 0, dice.nextInt(cast.elections()));
            default -> new Incident(at, what, member, 0, 0);
        };
    }

    private Incident process(long at, Disturbance what, StorySetup cast, int member) {
        long lease = cast.maxLeaseMillis();
        // Without a boot clock a date that is set back hides a suspend, and that is not promised to be noticed.
        long back = cast.members().get(member).bootClock() ? lease : 0;
        return switch (what) {
            case STARVE -> new Incident(at, what, member, span(lease), dice.nextInt(3));
            case CRASH -> new Incident(at, what, member, span(lease), dice.nextBoolean() ? 0 : 300 + dice.nextInt(701));
            case SET_DATE -> new Incident(at, what, member, dice.nextLong(4 * lease) - back, 0);
            case CHANGE_RATE -> new Incident(at, what, member, 0, rate());
            default -> new Incident(at, what, member, span(lease), 0);
        };
    }

    private Incident operator(long at, Disturbance what, StorySetup cast, int member) {
        long lease = cast.maxLeaseMillis();
        int election = dice.nextInt(cast.elections());
        return switch (what) {
            case RESIGN -> new Incident(at, what, member, dice.nextLong(2 * lease), election);
            case HAND_OVER ->
                new Incident(
                        at,
                        what,
                        member,
                        0,
                        election + 100 * dice.nextInt(cast.members().size() + 1));
            case CLOSE -> new Incident(at, what, member, span(lease), dice.nextBoolean() ? 0 : 300 + dice.nextInt(701));
            default -> new Incident(at, what, member, span(lease), election);
        };
    }
}
