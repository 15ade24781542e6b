// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.election4j.samples.demo.store.DemoStores;
import org.election4j.samples.demo.store.Ledger;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static final long MILLI = 1_000_000;

    private static final Reign FIRST = reign("a", 100, 7);
    private static final Reign SECOND = reign("b", 3_412, 8);
    private static final Change.Fault KILL = new Change.Fault(Disturbance.KILL, "a", 110 * MILLI);
    private static final Ledger.Row STALE = new Ledger.Row(42, 7, "a");

    private static Reign reign(String candidate, long atMillis, long term) {
        return new Reign(candidate, new Event.Sample(atMillis * MILLI, atMillis * MILLI + 1, term, 0, false));
    }

    private static Verdict verdict(Ledger.Counts counts, List<String> violations, List<String> failures) {
        List<Change> changes = List.of(new Change(null, FIRST, null), new Change(FIRST, SECOND, KILL));
        View view = new View(List.of(), Duration.ZERO, changes, counts, 1, 1_234, violations, failures);
        return new Verdict(view, DemoStores.named("postgres"), Duration.ofSeconds(3));
    }

    @Test
    void a_run_that_keeps_all_promises_is_summed_up() {
        Verdict verdict = verdict(new Ledger.Counts(80, List.of(STALE), 79, List.of()), List.of(), List.of());
        assertThat(verdict.failures()).isEmpty();
        assertThat(verdict.lines())
                .containsExactly(
                        "",
                        "changes of leadership   2",
                        "  first leader          a",
                        "  kill -9               nobody led for 3,312 ms; a new leader after 3,302 ms (limit 4,600)",
                        "samples judged          1,234; two leaders at once: 0",
                        "table without a fence   80 rows; stale writes that got in: 1",
                        "table with a fence      79 rows; stale writes that got in: 0; refused: 1",
                        "OK: never two leaders in 1,234 samples, 1 of 1 takeovers in time, no stale write among 79 behind the fence");
    }

    @Test
    void a_stale_write_past_the_fence_fails_the_run() {
        Verdict verdict = verdict(new Ledger.Counts(80, List.of(), 79, List.of(STALE)), List.of(), List.of());
        assertThat(verdict.failures()).singleElement().asString().contains("a stale write of a, term 7", "row 42");
        assertThat(verdict.lines()).last().isEqualTo("NOT OK");
    }

    @Test
    void a_run_that_has_seen_nothing_fails() {
        View view = new View(List.of(), Duration.ZERO, List.of(), Ledger.Counts.NONE, 0, 0, List.of(), List.of());
        Verdict verdict = new Verdict(view, DemoStores.named("postgres"), Duration.ofSeconds(3));
        assertThat(verdict.failures())
                .containsExactly(
                        "too few samples to judge: 0 of at least 100",
                        "nobody was seen to lead",
                        "nothing was written to the fenced table");
        assertThat(verdict.lines()).last().isEqualTo("NOT OK");
    }

    @Test
    void two_leaders_and_other_failures_fail_the_run() {
        Verdict verdict = verdict(
                new Ledger.Counts(80, List.of(), 79, List.of()),
                List.of("two leaders at once: a and b"),
                List.of("too late"));
        assertThat(verdict.failures()).containsExactly("too late", "two leaders at once: a and b");
        assertThat(verdict.lines()).contains("FAILED: too late").last().isEqualTo("NOT OK");
    }

    @Test
    void a_change_says_for_how_long_nobody_led() {
        assertThat(new Change(null, FIRST, null).text()).isEqualTo("a leads, term 7");
        assertThat(new Change(FIRST, SECOND, KILL).text()).isEqualTo("b leads, term 8; nobody led for 3,312 ms");
        assertThat(new Change(SECOND, FIRST, null).text()).isEqualTo("a leads, term 7; two led for 3,312 ms");
    }
}
