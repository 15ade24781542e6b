// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.time.Duration;
import java.util.List;

/**
 * Who and what a story is about, before anything happens.
 *
 * @param maxLeaseMillis the longest lease of the namespace
 * @param elections how many elections there are; every process takes part in all of them
 * @param epochs whether the store has epochs, so that it can fail over
 * @param storeClock whether the store has a clock
 * @param marks whether it has versions of its own, beside the nonces of the records
 * @param hints whether the store pushes
 * @param neverUsed whether the namespace is settled from the start
 * @param objects whether the store is the one for S3, on a bucket
 * @param configured whether the processes are told the longest lease, or find out from each other
 * @param members the processes
 */
record StorySetup(
        long maxLeaseMillis,
        int elections,
        boolean epochs,
        boolean storeClock,
        boolean marks,
        boolean hints,
        boolean neverUsed,
        boolean objects,
        boolean configured,
        List<Member> members) {

    StorySetup {
        members = List.copyOf(members);
    }

    StorySetup withElections(int number) {
        return new StorySetup(
                maxLeaseMillis, number, epochs, storeClock, marks, hints, neverUsed, objects, configured, members);
    }

    StorySetup withMembers(List<Member> others) {
        return new StorySetup(
                maxLeaseMillis, elections, epochs, storeClock, marks, hints, neverUsed, objects, configured, others);
    }

    /** The same people, who are not told the longest lease. */
    StorySetup unconfigured() {
        return new StorySetup(
                maxLeaseMillis, elections, epochs, storeClock, marks, hints, neverUsed, objects, false, members);
    }

    /** The same people on an object store, which has no epochs, no clock and no hints, and whose marks are contents. */
    StorySetup onObjects() {
        List<Member> observers =
                members.stream().map(member -> member.trusting(false)).toList();
        return new StorySetup(
                maxLeaseMillis, elections, false, false, true, false, neverUsed, true, configured, observers);
    }

    /**
     * One process and its machine.
     *
     * @param leaseMillis its lease
     * @param ratePermille how fast its clocks run; 1000 is real time
     * @param dateOffsetMillis how far its date is off at the start
     * @param bootClock whether it can tell a suspend from a step of the date
     * @param trustsStoreClock whether it revokes by the store's clock alone (R4)
     * @param latencyMicros how long a call takes in calm, there and back
     */
    record Member(
            long leaseMillis,
            int ratePermille,
            long dateOffsetMillis,
            boolean bootClock,
            boolean trustsStoreClock,
            long latencyMicros) {

        double rate() {
            return ratePermille / 1000.0;
        }

        Duration lease() {
            return Duration.ofMillis(leaseMillis);
        }

        Member trusting(boolean storeClock) {
            return new Member(leaseMillis, ratePermille, dateOffsetMillis, bootClock, storeClock, latencyMicros);
        }

        Member withLease(long millis) {
            return new Member(millis, ratePermille, dateOffsetMillis, bootClock, trustsStoreClock, latencyMicros);
        }
    }
}
