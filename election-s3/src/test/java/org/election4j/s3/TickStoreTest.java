// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.election4j.s3.ConditionalObjects.Got;
import org.election4j.s3.FaultyObjects.Fault;
import org.election4j.s3.FaultyObjects.Operation;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.TickFields;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How ticks are kept, and what becomes of them when requests fail. */
class TickStoreTest {

    private static final String JOB = "nightly report";
    private static final String OBJECT = "election4j/tick/nightly!20report";
    private static final Instant DUE = Instant.parse("2025-03-29T01:59:59Z");
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final InMemoryObjects objects = new InMemoryObjects();
    private final S3Options options =
            S3Options.builder("any").prefix("election4j/").build();
    private final TickStore ticks = new S3TickStore(objects, options);

    @BeforeEach
    void a_leader_in_term_five() {
        LeaseStore leases = new S3LeaseStore(objects, options);
        SessionRecord leader = new SessionRecord(
                UUID.randomUUID(),
                "app-1",
                LEASE,
                SessionRecord.State.LIVE,
                null,
                List.of(),
                0,
                0,
                Map.of(),
                "",
                UUID.randomUUID());
        create(leases, leader);
        create(
                leases,
                new ElectionRecord(
                        "billing",
                        5,
                        new ElectionRecord.Held(leader.incarnation(), "app-1", null, LEASE),
                        DUE,
                        1,
                        "",
                        UUID.randomUUID()));
    }

    private static void create(LeaseStore leases, LeaseRecord record) {
        assertThat(leases.compareAndSet(new CompareAndSet(null, record, Guard.epoch("")), attempt()))
                .isInstanceOf(WriteOutcome.Applied.class);
    }

    private static Attempt attempt() {
        return Attempt.within(Duration.ofSeconds(20));
    }

    private static TickRecord started(UUID nonce) {
        return new TickRecord(JOB, DUE, State.STARTED, "billing", 5, "app-1", DUE.plusMillis(7), null, 3, 1, nonce);
    }

    @Test
    void a_tick_is_written_like_this() {
        TickRecord first = started(UUID.fromString("0d9e2a77-0000-4000-8000-000000000001"));
        assertThat(ticks.start(null, first, attempt())).isEqualTo(new TickWrite.Applied());
        TickRecord ended =
                first.ended(State.FINISHED, DUE.plusMillis(9), UUID.fromString("0d9e2a77-0000-4000-8000-000000000002"));
        assertThat(ticks.end(first.nonce(), ended, attempt())).isEqualTo(new TickWrite.Applied());
        assertThat(text()).isEqualTo("""
                election4j 2 tick
                job: nightly report
                tick: 2025-03-29T01:59:59Z
                state: FINISHED
                election: billing
                term: 5
                candidate: app-1
                started: 2025-03-29T01:59:59.007Z
                ended: 2025-03-29T01:59:59.009Z
                missed: 3
                attempt: 1
                nonce: 0d9e2a77-0000-4000-8000-000000000002
                end
                """);
    }

    private String text() {
        return ((Got.Found) objects.get(OBJECT, attempt())).text();
    }

    @Test
    void every_truncation_is_noticed() {
        TickRecord first = started(UUID.randomUUID());
        ticks.start(null, first, attempt());
        String[] lines = text().split("\n");
        for (int i = 0; i < lines.length; i++) {
            replace(String.join("\n", List.of(lines).subList(0, i)));
            assertUnknown("object " + OBJECT + " in ");
        }
    }

    @Test
    void an_object_that_is_no_tick_is_unknown_and_the_cause_says_what_to_do() {
        replace("hello\n");
        assertUnknown("no record of Election4J, it begins with 'hello'; delete it");
        replace("election4j 1 tick\n");
        assertUnknown("use versions of Election4J that fit each other");
        replace(TickFields.toText(started(UUID.randomUUID())).replace(JOB, "another"));
        assertUnknown("holds the record of job another; delete the copy");
    }

    private void replace(String text) {
        String mark = objects.get(OBJECT, attempt()) instanceof Got.Found found ? found.mark() : null;
        assertThat(objects.put(OBJECT, mark, text, attempt())).isInstanceOf(ConditionalObjects.Put.Stored.class);
    }

    private void assertUnknown(String message) {
        assertThat(ticks.read(JOB, attempt()))
                .isInstanceOfSatisfying(
                        TickRead.Unknown.class,
                        unknown -> assertThat(unknown.cause()).hasMessageContaining(message));
        TickRecord next = started(UUID.randomUUID());
        assertThat(ticks.end(next.nonce(), next, attempt())).isInstanceOf(TickWrite.Unknown.class);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void a_start_whose_answer_is_lost_is_never_told_to_have_been_applied(Fault fault) {
        FaultyObjects faulty =
                new FaultyObjects(objects, (operation, key) -> operation == Operation.PUT ? fault : Fault.NONE);
        TickRecord first = started(UUID.randomUUID());
        TickWrite outcome = new S3TickStore(faulty, options).start(null, first, attempt());
        // Done twice, the second answer is about the first; whoever is rejected has to read.
        assertThat(outcome).isInstanceOf(fault == Fault.DUPLICATE ? TickWrite.Rejected.class : TickWrite.Unknown.class);
        faulty.landLate();
        boolean landed = fault == Fault.LOST_REPLY
                || fault == Fault.ERROR_AFTER
                || fault == Fault.DUPLICATE
                || fault == Fault.LATE;
        assertThat(ticks.read(JOB, attempt()))
                .isEqualTo(landed ? new TickRead.Found(first, null, null) : new TickRead.Absent(null, null));
    }

    @Test
    void what_cannot_be_read_starts_nothing() {
        TickStore deaf = new S3TickStore(
                new FaultyObjects(
                        objects, (operation, key) -> operation == Operation.GET ? Fault.LOST_REQUEST : Fault.NONE),
                options);
        TickRecord first = started(UUID.randomUUID());
        assertThat(deaf.read(JOB, attempt())).isInstanceOf(TickRead.Unknown.class);
        assertThat(deaf.start(null, first, attempt())).isInstanceOf(TickWrite.Unknown.class);
        assertThat(deaf.end(first.nonce(), first, attempt())).isInstanceOf(TickWrite.Unknown.class);
        assertThat(ticks.read(JOB, attempt())).isEqualTo(new TickRead.Absent(null, null));
    }
}
