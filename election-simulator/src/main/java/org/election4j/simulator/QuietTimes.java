// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.election4j.ElectorStatus;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.jspecify.annotations.Nullable;

/**
 * What comes after the faults. First everything may take its time to recover; then nothing may change; then one leader is
 * killed and its successor has to be there in time; then everybody leaves and nothing may be left behind.
 */
final class QuietTimes {

    /** Late requests land for up to ten leases, and cool-downs after failures of work last up to 32. */
    private static final int LEASES_TO_SETTLE = 12;

    private static final int MOST_LEASES_TO_RECOVER = 50;
    private static final int CALM_LEASES = 12;

    private final Story story;
    private final Incidents incidents;
    private final long lease;

    QuietTimes(Story story, Incidents incidents) {
        this.story = story;
        this.incidents = incidents;
        this.lease = story.maxLeaseNanos();
    }

    void run() {
        incidents.end();
        story.tell("the faults are over");
        story.runFor(LEASES_TO_SETTLE * lease);
        recover(story.queue().now() + MOST_LEASES_TO_RECOVER * lease);
        story.promises().calm();
        story.runFor(lease);
        calm();
        if (story.processes().size() > 1) {
            succession();
        }
        farewell();
    }

    private boolean fine() {
        return story.referee().violation() == null;
    }

    private void violate(Invariant invariant, String what) {
        story.referee().violate(invariant, what);
    }

    private @Nullable SimulatedProcess leader(int election) {
        SimulatedProcess leader = null;
        for (SimulatedProcess process : story.processes()) {
            leader = process.leads(election) ? process : leader;
        }
        return leader;
    }

    private String leaders() {
        List<String> leaders = new ArrayList<>();
        for (int election = 0; election < story.cast().elections(); election++) {
            SimulatedProcess leader = leader(election);
            leaders.add(leader == null ? "none" : leader.id());
        }
        return leaders.toString();
    }

    private void recover(long until) {
        while (fine() && isVacant() && story.queue().now() < until) {
            story.runFor(lease / 4);
        }
        if (fine() && isVacant()) {
            violate(Invariant.RECOVERY, "leaders: " + leaders() + status());
        }
    }

    /** Whether an election has no leader. */
    private boolean isVacant() {
        for (int election = 0; election < story.cast().elections(); election++) {
            if (leader(election) == null) {
                return true;
            }
        }
        return false;
    }

    private String status() {
        StringBuilder status = new StringBuilder();
        for (SimulatedProcess process : story.processes()) {
            for (int election = 0; election < story.cast().elections(); election++) {
                status.append("\n    ")
                        .append(process.id())
                        .append(process.isDead() ? " (dead): " : ": ")
                        .append(process.code(election).elector().status());
            }
        }
        return status.toString();
    }

    // ---- calm ------------------------------------------------------------------------------------------------------

    private void calm() {
        String before = leaders();
        long gains = story.tally().gains;
        long[] heartbeats = story.processes().stream()
                .mapToLong(SimulatedProcess::heartbeats)
                .toArray();
        long length = CALM_LEASES * lease;
        story.runFor(length);
        if (!fine()) {
            return;
        }
        if (!before.equals(leaders()) || story.tally().gains != gains) {
            violate(Invariant.CALM, "leaders were " + before + " and are " + leaders());
        }
        for (SimulatedProcess process : story.processes()) {
            long made = process.heartbeats() - heartbeats[process.index()];
            long renew = TimeUnit.MILLISECONDS.toNanos(process.member().leaseMillis()) / 5;
            double intervals = length * process.clock().rate() / renew;
            if (made > intervals + 2) {
                violate(
                        Invariant.ONE_HEARTBEAT,
                        process.id() + " made " + made + " heartbeats in " + (long) intervals + " intervals");
            }
        }
    }

    // ---- succession ------------------------------------------------------------------------------------------------

    private void succession() {
        int election = (int) Math.floorMod(story.seed(), (long) story.cast().elections());
        SimulatedProcess leader = leader(election);
        if (!fine() || leader == null || !hasStandby(election, leader)) {
            return;
        }
        story.tell("only " + leader.id() + " dies");
        leader.kill();
        long start = story.queue().now();
        long most = most(leader);
        while (fine() && leader(election) == null && story.queue().now() - start < most) {
            if (!story.queue().step(start + most)) {
                break;
            }
        }
        if (fine() && leader(election) == null) {
            violate(
                    Invariant.SUCCESSION,
                    "nobody follows " + leader.id() + " in " + story.electionName(election) + " within "
                            + TimeUnit.NANOSECONDS.toMillis(most) + " ms" + status());
        }
    }

    private boolean hasStandby(int election, SimulatedProcess leader) {
        return story.processes().stream()
                .anyMatch(process -> process != leader
                        && process.code(election).elector().status().state() == ElectorStatus.State.FOLLOWING);
    }

    /** D and two polls on the slowest clock, and a dozen round trips. */
    private long most(SimulatedProcess dead) {
        double slowest = 1;
        long poll = 0;
        long trip = 0;
        for (SimulatedProcess process : story.processes()) {
            slowest = Math.min(slowest, process.clock().rate());
            poll = Math.max(poll, process.member().leaseMillis() * 2 / 5);
            trip = Math.max(trip, process.member().latencyMicros());
        }
        double millis = (dead.member().leaseMillis() + 2 * poll) / slowest;
        return (long) (millis * 1e6) + 12 * TimeUnit.MICROSECONDS.toNanos(trip);
    }

    // ---- farewell --------------------------------------------------------------------------------------------------

    private void farewell() {
        List<SimulatedProcess> gone = leave();
        if (fine()) {
            nothingIsLeftBehindBy(gone);
        }
    }

    private List<SimulatedProcess> leave() {
        story.tell("everybody leaves");
        List<SimulatedProcess> leaving =
                story.processes().stream().filter(process -> !process.isDead()).toList();
        leaving.forEach(process -> process.close(() -> {}));
        story.runFor(4 * lease);
        for (SimulatedProcess process : leaving) {
            if (fine() && !process.isClosed()) {
                violate(Invariant.FAREWELL, process.id() + " has not left after " + 4 + " leases");
            }
        }
        return leaving;
    }

    private void nothingIsLeftBehindBy(List<SimulatedProcess> leaving) {
        for (int election = 0; election < story.cast().elections(); election++) {
            RecordKey key = new RecordKey.Election(story.electionName(election));
            if (leaving.get(0).link().peek(key) instanceof ReadOutcome.Found found
                    && found.stored().record() instanceof ElectionRecord record
                    && record.holder() != null
                    && leaving.stream()
                            .anyMatch(process ->
                                    process.id().equals(record.holder().candidateId()))) {
                violate(Invariant.FAREWELL, "left behind: " + record);
            }
        }
    }
}
