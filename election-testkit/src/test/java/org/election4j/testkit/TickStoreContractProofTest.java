// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who tests the contract of ticks? Stores that are broken in one way each, and the test that must notice. */
class TickStoreContractProofTest {

    @Test
    void a_healthy_store_passes_every_test_of_these_runs() {
        List<String> names = ContractRun.testNames(TickStoreContract.class);
        assertThat(names).hasSizeGreaterThan(25).doesNotHaveDuplicates();
        assertThat(names)
                .allSatisfy(
                        name -> assertThat(passes(name, World::ticks, false)).isTrue());
    }

    @ParameterizedTest(name = "{1} fails {0}")
    @MethodSource({"brokenRecords", "brokenFences", "brokenClocks", "brokenPauses"})
    void a_broken_store_fails(String test, String bug, Function<World, TickStore> broken) {
        assertThat(passes(test, broken, true)).as("%s with %s", test, bug).isFalse();
    }

    static Stream<Arguments> brokenRecords() {
        return Stream.of(
                bug("a_tick_is_not_started_over_a_record_where_none_was_expected", "upsert", BrokenTicks::overwriting),
                bug(
                        "a_tick_is_not_started_over_another_record_than_the_expected_one",
                        "no nonce",
                        BrokenTicks::overwriting),
                bug(
                        "an_end_is_not_written_over_another_record_than_the_expected_one",
                        "no nonce",
                        BrokenTicks::overwriting),
                bug("the_same_write_repeated_is_rejected", "no nonce", BrokenTicks::overwriting),
                bug(
                        "a_tick_is_not_started_where_the_expected_record_is_gone",
                        "upsert",
                        BrokenTicks::creatingOnReplace),
                bug(
                        "a_nonce_that_differs_in_its_first_or_last_bit_is_another_one",
                        "half a nonce",
                        BrokenTicks::comparingHalfTheNonce),
                bug(
                        "of_many_who_start_the_first_tick_at_once_one_is_applied",
                        "check-then-act",
                        BrokenTicks::comparingBeforeWriting),
                bug(
                        "of_many_who_start_the_next_tick_at_once_one_is_applied",
                        "check-then-act",
                        BrokenTicks::comparingBeforeWriting),
                bug("jobs_do_not_see_one_another", "one record", BrokenTicks::mixingJobsUp),
                bug("the_next_tick_replaces_the_record", "stale reads", BrokenTicks::showingThePast),
                bug(
                        "a_read_through_another_handle_sees_the_write_acknowledged_before_it",
                        "stale reads",
                        BrokenTicks::showingThePast));
    }

    static Stream<Arguments> brokenFences() {
        Function<World, TickStore> unfenced = World::unfenced;
        return Stream.of(
                Arguments.of("an_election_that_nobody_knows_starts_nothing", "no fence", unfenced),
                Arguments.of("an_older_and_a_later_term_than_the_one_that_leads_start_nothing", "no fence", unfenced),
                Arguments.of("a_term_that_another_one_followed_starts_nothing", "no fence", unfenced),
                Arguments.of("a_term_that_was_given_up_starts_nothing", "no fence", unfenced),
                Arguments.of("a_term_that_was_handed_over_starts_nothing", "no fence", unfenced),
                Arguments.of("a_leader_whose_session_was_ended_starts_nothing", "no fence", unfenced),
                Arguments.of("the_leader_of_another_election_starts_nothing", "no fence", unfenced),
                Arguments.of(
                        "nothing_is_started_in_a_term_after_a_later_one_has_read_the_record",
                        "a look before",
                        (Function<World, TickStore>)
                                world -> BrokenTicks.lookingBefore(world.ticks(), world.unfenced())),
                bug("an_end_is_written_whoever_leads_by_now", "a fenced end", BrokenTicks::fencingEnds));
    }

    static Stream<Arguments> brokenClocks() {
        Function<World, TickStore> writingEarly = world -> BrokenTicks.writingEarly(world.ticks(), world.ahead());
        return Stream.of(
                Arguments.of("the_first_tick_is_not_started_before_its_time", "an early write", writingEarly),
                Arguments.of("the_next_tick_is_not_started_before_its_time", "an early write", writingEarly),
                bug("reads_tell_the_time_if_the_store_has_a_clock", "no time", BrokenTicks::hidingTheTime),
                Arguments.of(
                        "a_tick_that_was_early_is_started_in_time", "a clock that stands", (Function<World, TickStore>)
                                World::standing),
                bug("an_end_is_written_whatever_the_clock_says", "an end in time", BrokenTicks::fencingEnds));
    }

    static Stream<Arguments> brokenPauses() {
        return Stream.of(
                bug(
                        "a_pause_and_the_record_of_the_job_leave_each_other_alone",
                        "a tick that resumes",
                        BrokenTicks::resumingWithEachTick),
                bug("a_pause_is_shown_before_the_first_tick", "no record", BrokenTicks::hidingPausesWithoutRecord),
                bug("a_job_that_was_resumed_is_not_paused", "for ever", BrokenTicks::neverResuming),
                bug(
                        "pauses_are_those_of_one_job_whatever_its_name",
                        "no record",
                        BrokenTicks::hidingPausesWithoutRecord),
                bug("of_two_pauses_the_last_one_is_shown", "the first one stays", BrokenTicks::pausingOnce),
                bug("a_pause_is_seen_through_another_handle", "for ever", BrokenTicks::neverResuming));
    }

    private static Arguments bug(String test, String bug, UnaryOperator<TickStore> breakage) {
        return Arguments.of(test, bug, (Function<World, TickStore>) world -> breakage.apply(world.ticks()));
    }

    private static boolean passes(String test, Function<World, TickStore> store, boolean fencesInOneStep) {
        return ContractRun.passes(new Subject(store, fencesInOneStep), TickStoreContract.class, test);
    }

    /** What broken stores are made of: healthy ones that lack one thing. */
    private static final class World {

        private final FakeTime time = new FakeTime();
        private final InMemoryLeaseStore namespace = InMemoryLeaseStore.builder()
                .epoch("1")
                .ticker(time)
                .startingAt(FakeTime.START)
                .build();

        TickStore ticks() {
            return new InMemoryTickStore(namespace, time::instant);
        }

        TickStore unfenced() {
            return new InMemoryTickStore(null, time::instant);
        }

        /** Takes for due what is not. */
        TickStore ahead() {
            return new InMemoryTickStore(namespace, () -> time.instant().plus(Duration.ofHours(2)));
        }

        TickStore standing() {
            return new InMemoryTickStore(namespace, () -> FakeTime.START);
        }
    }

    private static final class Subject extends TickStoreContract {

        private final World world = new World();
        private final TickStore ticks;
        private final boolean fencesInOneStep;

        private Subject(Function<World, TickStore> store, boolean fencesInOneStep) {
            this.ticks = store.apply(world);
            this.fencesInOneStep = fencesInOneStep;
        }

        @Override
        protected LeaseStore openStore() {
            return world.namespace.anotherHandle();
        }

        @Override
        protected TickStore openTicks() {
            return ticks;
        }

        @Override
        protected boolean hasClock() {
            return true;
        }

        @Override
        protected boolean fencesInOneStep() {
            return fencesInOneStep;
        }

        @Override
        protected void elapse(Duration duration) {
            world.time.advance(duration);
        }
    }
}
