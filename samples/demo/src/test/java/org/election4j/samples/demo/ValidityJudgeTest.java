// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ValidityJudgeTest {

    private final ValidityJudge judge = new ValidityJudge();

    private void sample(String candidate, long before, long after, long term) {
        judge.judge(candidate, new Event.Sample(before, after, term, 0, false));
    }

    @Test
    void leaders_that_follow_each_other_are_in_order() {
        sample("a", 10, 11, 7);
        sample("a", 90, 91, 7);
        sample("a", 100, 101, 0);
        sample("b", 95, 96, 0);
        sample("b", 110, 111, 8);
        sample("b", 200, 201, 8);
        assertThat(judge.violations()).isEmpty();
        assertThat(judge.samples()).isEqualTo(6);
    }

    @Test
    void two_leaders_at_once_are_caught() {
        sample("a", 10, 11, 7);
        sample("b", 40, 41, 8);
        sample("a", 50, 51, 7);
        sample("b", 60, 61, 8);
        assertThat(judge.violations())
                .singleElement()
                .asString()
                .contains("two leaders at once", "a in term 7", "b in term 8");
    }

    @Test
    void a_single_sample_within_the_reign_of_another_is_caught() {
        sample("a", 10, 11, 7);
        sample("a", 90, 91, 7);
        sample("b", 50, 51, 8);
        assertThat(judge.violations()).singleElement().asString().contains("two leaders at once");
    }

    @Test
    void an_overlap_is_caught_whoever_is_heard_of_first() {
        sample("b", 40, 41, 8);
        sample("b", 60, 61, 8);
        sample("a", 10, 11, 7);
        sample("a", 50, 51, 7);
        assertThat(judge.violations()).singleElement().asString().contains("two leaders at once");
    }

    @Test
    void an_overlap_is_caught_across_the_overflow_of_the_clock() {
        long late = Long.MAX_VALUE - 20;
        sample("a", late, late + 1, 7);
        sample("b", late + 40, late + 41, 8);
        sample("a", late + 50, late + 51, 7);
        sample("b", late + 60, late + 61, 8);
        assertThat(judge.violations()).singleElement().asString().contains("two leaders at once");
    }

    @Test
    void an_old_leader_that_is_valid_after_its_successor_is_caught() {
        sample("b", 40, 41, 8);
        sample("b", 60, 61, 8);
        sample("a", 70, 71, 7);
        assertThat(judge.violations())
                .singleElement()
                .asString()
                .contains("an old leader after a new one", "a in term 7");
    }

    @Test
    void a_pause_between_the_question_and_the_second_look_at_the_clock_is_no_overlap() {
        sample("a", 10, 11, 7);
        sample("a", 20, 6_000, 7);
        sample("b", 3_000, 3_001, 8);
        sample("b", 9_000, 9_001, 8);
        sample("a", 6_010, 6_011, 0);
        assertThat(judge.violations()).isEmpty();
    }

    @Test
    void a_first_sample_that_was_paused_is_no_overlap() {
        sample("a", 20, 6_000, 7);
        sample("b", 3_000, 3_001, 8);
        sample("b", 9_000, 9_001, 8);
        assertThat(judge.violations()).isEmpty();
    }

    @Test
    void leaders_are_not_blamed_for_what_lies_within_the_brackets() {
        sample("a", 10, 11, 7);
        sample("a", 50, 70, 7);
        sample("b", 55, 65, 8);
        sample("b", 90, 91, 8);
        assertThat(judge.violations()).isEmpty();
    }

    @Test
    void validity_that_comes_back_is_caught() {
        sample("a", 10, 11, 7);
        sample("a", 20, 21, 0);
        sample("a", 30, 31, 7);
        assertThat(judge.violations()).singleElement().asString().contains("valid again after it was not");
    }

    @Test
    void lines_of_two_threads_that_passed_each_other_are_no_return() {
        sample("a", 10, 11, 7);
        sample("a", 22, 23, 0);
        sample("a", 20, 25, 7);
        assertThat(judge.violations()).isEmpty();
    }

    @Test
    void a_candidate_may_lead_again_in_a_new_term() {
        sample("a", 10, 11, 7);
        sample("a", 20, 21, 0);
        sample("a", 30, 31, 9);
        sample("a", 40, 41, 9);
        assertThat(judge.violations()).isEmpty();
        assertThat(judge.reigns()).hasSize(2);
    }

    @Test
    void one_term_with_two_holders_is_caught() {
        sample("a", 10, 11, 7);
        sample("b", 30, 31, 7);
        assertThat(judge.violations()).singleElement().asString().contains("one term with two holders");
    }

    @Test
    void an_old_term_that_comes_back_to_its_candidate_is_caught() {
        sample("a", 10, 11, 7);
        sample("a", 20, 21, 8);
        sample("a", 30, 31, 7);
        assertThat(judge.violations()).isNotEmpty();
    }
}
