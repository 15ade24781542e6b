// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.election4j.spi.LeaseStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who tests the contract? Stores that are broken in one way each, and the test that must notice. */
class LeaseStoreContractProofTest {

    private static final StoreTraits ALL =
            StoreTraits.none().withEpoch().withClock().withHints().withMark();

    /** Enough for calls that take no time, and little where a test must wait in vain. */
    private static final Duration BRIEF = Duration.ofSeconds(1);

    @Test
    void a_healthy_store_passes_every_test_of_these_runs() {
        List<String> names = ContractRun.testNames();
        assertThat(names).hasSizeGreaterThan(100).doesNotHaveDuplicates();
        ContractRun healthy = new ContractRun(store -> store, ALL, Duration.ofSeconds(20));
        assertThat(names).allSatisfy(name -> assertThat(healthy.passes(name)).isTrue());
    }

    @ParameterizedTest(name = "{1} fails {0}")
    @MethodSource({
        "brokenVersions",
        "brokenGuards",
        "brokenAtomicity",
        "brokenAnswers",
        "brokenDeletions",
        "brokenBatches",
        "brokenReads",
        "brokenManners"
    })
    void a_broken_store_fails(String test, String bug, UnaryOperator<LeaseStore> breakage) {
        assertThat(new ContractRun(breakage, ALL, BRIEF).passes(test))
                .as("%s with %s", test, bug)
                .isFalse();
    }

    @ParameterizedTest(name = "{1} fails {0}")
    @MethodSource("falseTraits")
    void a_store_that_does_not_tell_its_traits_fails(String test, String lie, StoreTraits traits) {
        assertThat(new ContractRun(store -> store, traits, BRIEF).passes(test))
                .as("%s with %s", test, lie)
                .isFalse();
    }

    static Stream<Arguments> brokenVersions() {
        return Stream.of(
                bug(
                        "a_nonce_that_differs_in_its_first_or_last_bit_is_another_version",
                        "half a nonce",
                        BrokenWrites::comparingHalfTheNonce),
                bug(
                        "the_mark_is_part_of_the_version_where_the_store_has_one",
                        "no mark",
                        BrokenWrites::ignoringTheMark),
                bug("a_session_is_not_replaced_at_an_older_version", "no version", BrokenWrites::ignoringTheVersion),
                bug("an_election_is_not_replaced_at_an_older_version", "no version", BrokenWrites::ignoringTheVersion),
                bug("a_record_is_not_created_over_another", "upsert", BrokenWrites::overwritingOnCreate),
                bug("an_election_is_not_created_over_another", "upsert", BrokenWrites::overwritingOnCreate),
                bug("a_record_that_is_absent_is_not_replaced", "upsert", BrokenWrites::creatingOnReplace));
    }

    static Stream<Arguments> brokenGuards() {
        return Stream.of(
                bug("a_create_prepared_under_another_epoch_does_not_land", "no epoch", BrokenWrites::ignoringTheEpoch),
                bug(
                        "a_replacement_prepared_under_another_epoch_does_not_land",
                        "no epoch",
                        BrokenWrites::ignoringTheEpoch),
                bug(
                        "a_write_that_names_no_epoch_lands_only_where_there_are_none",
                        "an optional epoch",
                        BrokenWrites::acceptingNoEpoch),
                bug(
                        "a_settlement_is_checked_while_there_is_no_store_record",
                        "no settlement",
                        BrokenWrites::ignoringTheSettlement),
                bug(
                        "a_session_is_not_revoked_under_another_settlement",
                        "no settlement",
                        BrokenWrites::ignoringTheSettlement),
                bug(
                        "a_settlement_is_checked_while_the_epoch_is_new",
                        "NEW taken for SETTLED",
                        BrokenWrites::takingNewForSettled),
                bug(
                        "a_session_within_its_lease_is_not_replaced_if_it_must_have_expired",
                        "no expiry",
                        BrokenWrites::ignoringExpiry));
    }

    static Stream<Arguments> brokenAtomicity() {
        return Stream.of(
                bug("one_of_many_creates_lands", "check-then-act", BrokenWrites::checkingBeforeWriting),
                bug("one_of_many_replacements_lands", "check-then-act", BrokenWrites::checkingBeforeWriting),
                bug("one_of_many_acquisitions_lands", "check-then-act", BrokenWrites::checkingBeforeWriting),
                bug("no_applied_write_is_lost", "check-then-act", BrokenWrites::checkingBeforeWriting),
                bug("one_of_many_batches_lands_at_each_record", "check-then-act", BrokenWrites::checkingBeforeWriting));
    }

    static Stream<Arguments> brokenAnswers() {
        return Stream.of(
                bug(
                        "an_applied_version_is_the_one_that_is_read_and_the_one_to_expect_next",
                        "a wrong version",
                        BrokenWrites::answeringAnotherVersion),
                bug("every_answer_carries_the_epoch", "a rejection without", BrokenWrites::answeringWithoutEpoch),
                bug("the_same_create_repeated_is_rejected", "unknown for no", BrokenWrites::neverRejecting),
                bug("a_record_is_created_where_there_is_none", "a hidden retry", BrokenWrites::writingTwice));
    }

    static Stream<Arguments> brokenDeletions() {
        return Stream.of(
                bug("a_live_session_is_never_deleted", "trust", BrokenSweeps::deletingLiveSessions),
                bug(
                        "a_session_that_an_election_names_is_kept_until_none_does",
                        "no look at elections",
                        BrokenSweeps::deletingNamedSessions),
                bug(
                        "any_of_many_elections_keeps_its_session",
                        "no look at elections",
                        BrokenSweeps::deletingNamedSessions),
                bug("an_ended_session_that_was_not_seen_for_long_is_kept", "haste", BrokenSweeps::deletingAtOnce),
                bug("a_session_at_another_version_is_not_deleted", "no version", BrokenSweeps::deletingAtOnce),
                bug("an_ended_session_is_old_when_the_store_says_so", "no clock", BrokenSweeps::ignoringItsClock),
                bug("sweeping_keeps_up_while_sessions_come_and_end", "no limit", BrokenSweeps::ignoringTheLimit),
                bug("sweeping_keeps_up_while_sessions_come_and_end", "one step", BrokenSweeps::stoppingAfterOneStep),
                bug("a_sweep_looks_at_every_session", "one step", BrokenSweeps::stoppingAfterOneStep),
                bug("a_sweep_looks_at_every_session", "no cursor", BrokenSweeps::beginningAnew),
                bug("a_session_is_deleted_once", "silence", BrokenSweeps::notTellingWhatItDeletes),
                bug("nothing_is_deleted_under_another_epoch", "no epoch", BrokenWrites::ignoringTheEpoch),
                bug(
                        "nothing_is_deleted_under_another_settlement",
                        "no settlement",
                        BrokenWrites::ignoringTheSettlement));
    }

    static Stream<Arguments> brokenBatches() {
        return Stream.of(
                bug("some_writes_of_a_batch_land_and_others_do_not", "disorder", BrokenBatches::reversingOutcomes),
                bug("outcomes_come_in_the_order_of_the_writes", "disorder", BrokenBatches::reversingOutcomes),
                bug("several_reads_answer_in_the_order_of_their_keys", "disorder", BrokenBatches::reversingReads),
                bug("several_reads_answer_in_the_order_of_their_keys", "gaps", BrokenBatches::leavingOutWhatIsAbsent),
                bug(
                        "some_writes_of_a_batch_land_and_others_do_not",
                        "all or nothing",
                        BrokenBatches::stoppingAtARejection),
                bug(
                        "every_write_of_a_batch_has_its_own_guard",
                        "the first guard only",
                        BrokenBatches::checkingTheFirstGuardOnly),
                bug("every_session_of_a_batch_expires_for_itself", "no expiry", BrokenBatches::ignoringExpiry),
                bug("one_of_many_batches_lands_at_each_record", "deadlock", BrokenBatches.deadlocking()));
    }

    static Stream<Arguments> brokenReads() {
        return Stream.of(
                bug("a_read_sees_the_write_acknowledged_before_it", "stale reads", BrokenReads::showingThePast),
                bug(
                        "a_read_through_another_handle_sees_the_write_acknowledged_before_it",
                        "stale reads",
                        BrokenReads::showingThePast),
                bug(
                        "several_reads_see_the_writes_acknowledged_before_them",
                        "stale reads",
                        BrokenReads::showingThePast),
                bug(
                        "a_listing_through_another_handle_sees_the_write_acknowledged_before_it",
                        "stale listings",
                        BrokenReads::listingThePast),
                bug("a_listing_is_longer_than_any_page", "one page", BrokenReads::listingOnePage),
                bug(
                        "a_session_that_ran_out_stays_and_can_be_renewed",
                        "a time to live",
                        BrokenReads::hidingWhatHasExpired),
                bug(
                        "the_rest_of_a_lease_shrinks_while_time_passes",
                        "a standing clock",
                        BrokenReads::alwaysShowingAFullLease),
                bug(
                        "a_session_tells_how_much_of_its_lease_is_left",
                        "no rest of a lease",
                        BrokenReads::hidingTheRestOfTheLease),
                bug(
                        "a_session_without_a_list_of_elections_comes_back_as_written",
                        "empty for null",
                        BrokenReads::takingNoElectionsForUnknownOnes),
                bug(
                        "a_term_larger_than_any_double_counts_comes_back_as_written",
                        "doubles",
                        BrokenReads::countingInDoubles),
                bug("names_that_only_look_alike_are_different_elections", "folded case", BrokenReads::foldingCase));
    }

    static Stream<Arguments> brokenManners() {
        return Stream.of(
                bug("the_marks_of_a_read_come_once_and_in_order", "disorder", BrokenManners::markingInDisorder),
                bug("the_marks_of_a_read_come_once_and_in_order", "repetition", BrokenManners::markingTwice),
                bug("a_read_with_no_time_left_ends_at_once", "no limit", BrokenManners::ignoringTheTimeLimit),
                bug("a_read_with_no_time_left_ends_at_once", "misuse", BrokenManners::failingForLackOfTime),
                bug("a_store_can_be_closed_twice", "once only", BrokenManners::refusingToBeClosedTwice),
                bug("a_closed_store_answers_no_read", "afterlife", BrokenManners::ignoringItsEnd),
                bug("a_closed_store_makes_no_write", "afterlife", BrokenManners::ignoringItsEnd),
                bug("a_closed_store_deletes_nothing", "afterlife", BrokenManners::ignoringItsEnd),
                bug("a_closed_store_cannot_be_probed", "afterlife", BrokenManners::ignoringItsEnd),
                bug("a_closed_store_leaves_other_handles_alone", "one for all", BrokenManners.closingTheOthersToo()),
                bug(
                        "the_description_is_one_short_line_without_secrets",
                        "a password",
                        BrokenManners::tellingItsPassword),
                bug(
                        "the_probe_passes_on_an_empty_namespace_and_on_a_used_one",
                        "refusal",
                        BrokenManners::refusingToBeUsed),
                bug("the_probe_writes_nothing", "a write", BrokenManners::writingWhenProbed),
                bug("every_change_of_leadership_is_hinted", "silence", BrokenManners::neverHinting),
                bug("hints_flow_where_the_store_can_push", "silence", BrokenManners::neverSayingThatHintsFlow),
                bug("a_hint_names_its_election_whatever_the_name", "cut names", BrokenManners::cuttingNamesInHints),
                bug("no_hint_comes_after_the_watch_was_closed", "afterlife", BrokenManners::hintingAfterTheEnd));
    }

    static Stream<Arguments> falseTraits() {
        StoreTraits none = StoreTraits.none();
        StoreTraits noEpoch = none.withClock().withHints().withMark();
        StoreTraits noClock = none.withEpoch().withHints().withMark();
        StoreTraits noHints = none.withEpoch().withClock().withMark();
        StoreTraits noMark = none.withEpoch().withClock().withHints();
        return Stream.of(
                Arguments.of("every_answer_carries_the_epoch", "a hidden epoch", noEpoch),
                Arguments.of("a_create_prepared_under_another_epoch_does_not_land", "a hidden epoch", noEpoch),
                Arguments.of("a_session_tells_how_much_of_its_lease_is_left", "a hidden clock", noClock),
                Arguments.of(
                        "a_session_within_its_lease_is_not_replaced_if_it_must_have_expired",
                        "a hidden clock",
                        noClock),
                Arguments.of("hints_flow_where_the_store_can_push", "hidden hints", noHints),
                Arguments.of("the_mark_is_part_of_the_version_where_the_store_has_one", "a hidden mark", noMark));
    }

    private static Arguments bug(String test, String bug, UnaryOperator<LeaseStore> breakage) {
        return Arguments.of(test, bug, breakage);
    }
}
