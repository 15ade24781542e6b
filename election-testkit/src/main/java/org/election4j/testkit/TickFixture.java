// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.election4j.spi.Version;
import org.jspecify.annotations.Nullable;

/** The ticks under test, the elections whose leaders start them, and the vocabulary of the tests. */
abstract class TickFixture extends StoreFixture {

    static final String JOB = "nightly-report";

    /** More than a double can count. */
    static final long BEYOND_DOUBLES = (1L << 53) + 1;

    static final TickWrite APPLIED = new TickWrite.Applied();
    static final TickWrite REJECTED = new TickWrite.Rejected();
    static final TickWrite STALE = new TickWrite.Stale();

    /** Due on every clock, and in whole seconds so that tests can count milliseconds from it. */
    final Instant due = Instant.parse("2025-03-29T01:59:59Z");

    private @Nullable TickStore ticks;
    private @Nullable Version election;
    private @Nullable SessionRecord leader;
    private @Nullable Version leaderVersion;

    protected abstract TickStore openTicks();

    protected abstract boolean hasClock();

    protected abstract boolean fencesInOneStep();

    /** The handle most tests use; opened late, so that a subclass may prepare its server first. */
    TickStore ticks() {
        if (ticks == null) {
            ticks = openTicks();
        }
        return ticks;
    }

    // Elections

    /** Somebody new leads in this term, whoever led before. Nobody's session is ended. */
    void lead(long term) {
        SessionRecord successor = session();
        leaderVersion = create(successor);
        leader = successor;
        change(election(
                ELECTION,
                term,
                new ElectionRecord.Held(successor.incarnation(), successor.candidateId(), null, successor.lease())));
    }

    void change(ElectionRecord next) {
        election = apply(new CompareAndSet(election, next, settledGuard()));
    }

    /** The leader's session is ended, and the election's record still names it. */
    void revokeTheLeader() {
        SessionRecord ended = requireNonNull(leader).ended(UUID.randomUUID());
        apply(new CompareAndSet(leaderVersion, ended, epochGuard()));
    }

    // Records

    TickRecord started(Instant tick, long term) {
        return started(JOB, tick, term, UUID.randomUUID());
    }

    TickRecord started(String job, Instant tick, long term, UUID nonce) {
        return new TickRecord(
                job, tick, State.STARTED, ELECTION, term, "billing-7f9c", due.plusMillis(7), null, 3, 1, nonce);
    }

    TickRecord ended(TickRecord run) {
        return run.ended(State.FINISHED, due.plusMillis(9), UUID.randomUUID());
    }

    // Calls

    TickWrite start(@Nullable TickRecord expected, TickRecord next) {
        return ticks().start(expected == null ? null : expected.nonce(), next, attempt());
    }

    TickWrite end(TickRecord expected, TickRecord next) {
        return ticks().end(expected.nonce(), next, attempt());
    }

    /** Starts the first tick of the job in a term that leads. */
    TickRecord first(long term) {
        TickRecord first = started(due, term);
        assertThat(start(null, first)).isEqualTo(APPLIED);
        return first;
    }

    TickRecord found(String job) {
        TickRead read = ticks().read(job, attempt());
        assertThat(read).isInstanceOf(TickRead.Found.class);
        return ((TickRead.Found) read).record();
    }

    void assertNone(String job) {
        assertThat(ticks().read(job, attempt())).isInstanceOf(TickRead.Absent.class);
    }

    /** The store's time, in whole milliseconds; fails if it has no clock. */
    Instant storeTime() {
        TickRead read = ticks().read(JOB, attempt());
        Instant time = read instanceof TickRead.Found found
                ? found.storeTime()
                : read instanceof TickRead.Absent absent ? absent.storeTime() : null;
        assertThat(time).as("the store's time in %s", read).isNotNull();
        return requireNonNull(time).truncatedTo(ChronoUnit.MILLIS);
    }

    /** So late that no test lasts as long. */
    Instant later() {
        return (hasClock() ? storeTime() : Instant.now().truncatedTo(ChronoUnit.MILLIS)).plus(Duration.ofHours(1));
    }
}
