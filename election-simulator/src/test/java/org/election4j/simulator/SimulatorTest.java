// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the simulator itself can be believed. */
class SimulatorTest {

    /** Slow holders and hasty rivals, far beyond what clocks are allowed. */
    private static Scenario outOfBand(Scenario scenario) {
        StorySetup cast = scenario.cast();
        List<StorySetup.Member> members = new ArrayList<>();
        for (StorySetup.Member member : cast.members()) {
            members.add(new StorySetup.Member(
                    cast.maxLeaseMillis(), members.isEmpty() ? 500 : 1500, 0, true, false, member.latencyMicros()));
        }
        StorySetup wrong = new StorySetup(
                cast.maxLeaseMillis(), 1, cast.epochs(), false, cast.marks(), cast.hints(), true, false, true, members);
        return scenario.with(wrong)
                .with(scenario.incidents().stream()
                        .filter(incident -> incident.what() != Disturbance.CHANGE_RATE)
                        .filter(incident -> incident.what() != Disturbance.DELETE_ELECTION)
                        .toList());
    }

    private static Scenario withTwoLeaders() {
        return LongStream.range(1, 500)
                .mapToObj(seed -> outOfBand(ScenarioDraw.of(seed)))
                .filter(scenario -> isViolatedBy(scenario))
                .findFirst()
                .orElseThrow(() -> new AssertionError("clocks that are off by half must give two leaders"));
    }

    private static boolean isViolatedBy(Scenario scenario) {
        Violation violation = Outcome.of(scenario, false).violation();
        return violation != null && violation.invariant() == Invariant.EXCLUSION;
    }

    @Test
    void clocks_that_are_off_by_half_give_two_leaders_and_a_small_story_of_it() {
        Scenario failing = withTwoLeaders();
        Scenario smallest = Shrinker.shrink(failing, Invariant.EXCLUSION);
        assertThat(isViolatedBy(smallest)).isTrue();
        // Which seed fails first, and with what, changes with every change of the engine.
        assertThat(smallest.incidents()).hasSizeLessThanOrEqualTo(6);
        assertThat(smallest.cast().members()).hasSize(2);

        String report = FailureReport.of(failing, new Violation(Invariant.EXCLUSION, "two leaders"));
        assertThat(report).contains("seed " + failing.seed(), "leads e0 in term", "Replay.assertHolds");
        assertThat(report).as("what to look at").containsPattern("commit ([0-9a-f]{12,}(-dirty)?|unknown)\n");
        assertThatThrownBy(() -> Replay.assertHolds(ScenarioText.print(smallest)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("EXCLUSION");
    }

    @Test
    void the_same_seed_gives_the_same_story_and_another_seed_another() {
        for (long seed = 1; seed <= 40; seed++) {
            long trace = Outcome.of(ScenarioDraw.of(seed), false).trace();
            assertThat(Outcome.of(ScenarioDraw.of(seed), true).trace())
                    .as("seed %d", seed)
                    .isEqualTo(trace);
            assertThat(Outcome.of(ScenarioDraw.of(seed + 1000), false).trace()).isNotEqualTo(trace);
        }
    }

    @Test
    void a_scenario_survives_being_printed_and_read() {
        for (long seed = 1; seed <= 200; seed++) {
            Scenario scenario = ScenarioDraw.of(seed);
            assertThat(ScenarioText.parse(ScenarioText.print(scenario))).isEqualTo(scenario);
        }
        assertThatThrownBy(() -> ScenarioText.parse("once upon a time")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everything_that_can_happen_is_drawn() {
        assertThat(LongStream.range(1, 1000)
                        .mapToObj(ScenarioDraw::of)
                        .flatMap(scenario -> scenario.incidents().stream())
                        .map(Incident::what)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(Disturbance.values());
    }

    @Test
    void a_search_goes_on_where_it_was(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("progress");
        Tally tally = new Tally();
        tally.stories = 7;
        tally.count(Sometimes.REVOKED);
        Progress.in(file).save(8, tally, 1.5);
        Progress read = Progress.in(file);
        assertThat(read.nextSeed(1)).isEqualTo(8);
        assertThat(read.tally().stories).isEqualTo(7);
        assertThat(read.tally().of(Sometimes.REVOKED)).isEqualTo(1);
        assertThat(read.cpuSeconds()).isEqualTo(1.5);
    }
}
