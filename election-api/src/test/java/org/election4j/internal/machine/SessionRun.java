// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.election4j.LossReason;
import org.election4j.internal.machine.SessionMachine.Phase;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/** One session machine and its driver, with times in milliseconds after an origin. */
final class SessionRun {

    final UUID incarnation = UUID.randomUUID();
    final SessionMachine machine = new SessionMachine(
            new SessionIdentity(incarnation, "me", "host:1", Samples.EPOCH), Timings.of(Samples.LEASE));
    private final long origin;
    boolean busy;

    SessionRun(long origin) {
        this.origin = origin;
    }

    long at(long millis) {
        return origin + millis * 1_000_000;
    }

    Phase phase() {
        return machine.state().phase();
    }

    long validUntilMillis() {
        return (machine.state().validUntilNanos() - origin) / 1_000_000;
    }

    CompareAndSet begin(long millis) {
        return requireNonNull(tryBegin(millis));
    }

    @Nullable
    CompareAndSet tryBegin(long millis) {
        return machine.begin(at(millis), UUID.randomUUID(), new SessionContent(List.of(Samples.ELECTION), 0, 0));
    }

    /** Begins and acknowledges the create at once. */
    CompareAndSet open(long millis) {
        CompareAndSet create = begin(millis);
        answer(create, Samples.applied(create.next()), millis);
        return create;
    }

    void answer(CompareAndSet write, WriteOutcome outcome, long millis) {
        machine.answered(write.next().nonce(), outcome, at(millis), busy);
    }

    void read(ReadOutcome outcome, long millis) {
        machine.read(outcome, at(millis), busy);
    }

    void tick(long millis) {
        machine.tick(at(millis), busy);
    }

    void assertGone(LossReason reason) {
        assertThat(phase()).isEqualTo(Phase.GONE);
        assertThat(machine.state().reason()).isEqualTo(reason);
        assertThat(machine.wantsRead()).isFalse();
        assertThat(tryBegin(60_000)).isNull();
        assertThat(machine.isUsable(machine.state().validUntilNanos() - 8_000_000_000L))
                .isFalse();
    }
}
