// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import org.election4j.internal.machine.CampaignState;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.spi.LeaseRecord;

/** What must hold in every world. */
final class Rules {

    private Rules() {}

    /** H5: whether this process says that it leads. */
    static boolean leads(ProcessState process) {
        SessionMachine.State session = process.session();
        return session != null
                && process.campaign().phase() == Phase.LEADING
                && isHeldThroughCurrent(process)
                && session.phase() == SessionMachine.Phase.LIVE
                && process.clock()
                                - (session.validUntilNanos() - process.timings().stopMarginNanos())
                        < 0
                && !process.leaving();
    }

    private static boolean isHeldThroughCurrent(ProcessState process) {
        CampaignState.Tenure tenure = process.campaign().tenure();
        return tenure != null
                && process.identity() != null
                && tenure.incarnation().equals(process.identity().incarnation());
    }

    /** H5: whether user code may still run here under the promise that nobody else leads. */
    static boolean isProtected(ProcessState process) {
        Phase phase = process.campaign().phase();
        if ((phase != Phase.LEADING && phase != Phase.DRAINING) || process.recordLost()) {
            return false;
        }
        Long left = process.protectedUntilNanos();
        if (left != null) {
            return process.clock() - left < 0;
        }
        SessionMachine.State session = process.session();
        return session != null && isHeldThroughCurrent(process) && process.clock() - session.validUntilNanos() < 0;
    }

    /** Whether user code runs under this term. */
    static boolean works(ProcessState process, long term) {
        Phase phase = process.campaign().phase();
        CampaignState.Tenure tenure = process.campaign().tenure();
        return (phase == Phase.LEADING || phase == Phase.DRAINING)
                && tenure != null
                && tenure.record().term() == term;
    }

    /** Looks at a world. */
    static void check(Scope scope, World world) {
        for (ProcessState one : world.processes()) {
            if (leads(one)) {
                checkAlone(scope, world, one);
                checkRecord(scope, world, one);
                Breach.require(!one.lapsed(), one.id() + " leads again in a term that had stopped");
            }
        }
    }

    /** A drain is protected by the record, so no longer once that was deleted by hand. */
    private static void checkAlone(Scope scope, World world, ProcessState leader) {
        boolean deleted = !scope.has(Scope.Feature.DELETES_SESSIONS) && Budget.DELETIONS.spent(world.spent()) > 0;
        for (ProcessState other : world.processes()) {
            if (other.index() != leader.index() && !areOne(leader, other)) {
                Breach.require(!leads(other), "two leaders: " + leader.id() + " and " + other.id());
                Breach.require(
                        deleted || !isProtected(other),
                        leader.id() + " leads while " + other.id() + " works under an earlier term that is valid yet");
            }
        }
    }

    /** Whether one is a copy of the other, and neither has renewed since: no rule keeps these apart. */
    private static boolean areOne(ProcessState one, ProcessState other) {
        return one.isBorrowed() || other.isBorrowed();
    }

    /** As long as nothing is lost or deleted, who leads is in the record. */
    private static void checkRecord(Scope scope, World world, ProcessState leader) {
        CampaignState.Tenure tenure = leader.campaign().tenure();
        if (scope.losesHistory() || leader.isBorrowed() || tenure == null) {
            return;
        }
        Entry entry = world.store().election();
        LeaseRecord record = entry == null ? null : entry.record();
        boolean there = record != null && record.nonce().equals(tenure.record().nonce());
        Breach.require(there, leader.id() + " leads by a record that is not there");
    }
}
