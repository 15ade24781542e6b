// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static java.util.Objects.requireNonNull;
import static org.election4j.internal.machine.Samples.EPOCH;
import static org.election4j.internal.machine.Samples.LEASE;
import static org.election4j.internal.machine.Samples.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.election4j.internal.machine.CampaignMachine.Turn;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/** One campaign machine and its driver, with times in milliseconds after an origin. The namespace's maxLease is 10 s. */
final class Campaign {

    final CampaignMachine machine;
    private final long origin;
    UUID incarnation = UUID.randomUUID();
    boolean usable = true;
    boolean mayAcquire = true;
    boolean releasable = true;
    Duration maxLease = LEASE;
    long begun = 1;
    long assured = 1;

    @Nullable
    Guard guard = new Guard(EPOCH, UUID.randomUUID());

    Instant wallClock = NOON;

    Campaign(long origin) {
        this(origin, true);
    }

    Campaign(long origin, boolean campaigning) {
        this.origin = origin;
        this.machine = new CampaignMachine(Samples.ELECTION, campaigning);
    }

    long at(long millis) {
        return origin + millis * 1_000_000;
    }

    Standing standing() {
        return new Standing(
                incarnation,
                "me",
                "host:1",
                LEASE,
                usable,
                usable && mayAcquire,
                releasable,
                begun,
                assured,
                guard,
                maxLease.toNanos());
    }

    Phase phase() {
        return machine.state().phase();
    }

    void settledIn(String epoch) {
        guard = new Guard(epoch, UUID.randomUUID());
    }

    /** As after the loss of a session: another one, just as good. */
    void openAnotherSession() {
        incarnation = UUID.randomUUID();
        usable = true;
        releasable = true;
    }

    /** A heartbeat is sent and acknowledged. */
    void renew() {
        assured = ++begun;
    }

    Turn read(ReadOutcome outcome, long millis) {
        return machine.read(outcome, at(millis), standing());
    }

    boolean wants(long millis) {
        return machine.wants(at(millis), standing(), false);
    }

    /** When the seat opens by the mere passing of time, in milliseconds. */
    long opensAt() {
        return (requireNonNull(machine.opensAtNanos(standing())) - origin) / 1_000_000;
    }

    @Nullable
    CompareAndSet tryAcquire(long millis) {
        return machine.acquire(at(millis), wallClock, standing(), false, UUID.randomUUID());
    }

    CompareAndSet acquire(long millis) {
        return requireNonNull(tryAcquire(millis));
    }

    @Nullable
    CompareAndSet tryAcquireFromEnded(long millis) {
        return machine.acquire(at(millis), wallClock, standing(), true, UUID.randomUUID());
    }

    Turn answer(CompareAndSet acquisition, WriteOutcome outcome, long millis) {
        return machine.acquireAnswered(acquisition.next().nonce(), outcome, at(millis), standing());
    }

    /** Sees the record, acquires, and is told that it took effect. */
    LeaseRecord lead(ReadOutcome seen) {
        read(seen, 0);
        CompareAndSet acquisition = acquire(0);
        answer(acquisition, Samples.applied(acquisition.next()), 0);
        return acquisition.next();
    }

    /** Acquires and gives the attempt up: no answer, and a read that shows what was there before. */
    CompareAndSet abandon(ReadOutcome seen) {
        read(seen, 0);
        CompareAndSet acquisition = acquire(0);
        answer(acquisition, Samples.unanswered(), 100);
        read(seen, 200);
        return acquisition;
    }

    @Nullable
    CompareAndSet tryRelease() {
        return machine.release(wallClock, standing(), UUID.randomUUID());
    }

    CompareAndSet release() {
        return requireNonNull(tryRelease());
    }

    static long term(CompareAndSet write) {
        return ((ElectionRecord) write.next()).term();
    }

    static ElectionRecord.Seat seat(CompareAndSet write) {
        return ((ElectionRecord) write.next()).seat();
    }
}
