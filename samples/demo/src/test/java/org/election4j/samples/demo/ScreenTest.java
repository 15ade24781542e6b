// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.election4j.samples.demo.store.Ledger;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private static final Duration LEASE = Duration.ofSeconds(10);

    private static List<String> lines(View.Row... rows) {
        return lines(40, rows);
    }

    private static List<String> lines(int height, View.Row... rows) {
        View view = new View(
                List.of(rows), Duration.ofMillis(1_240), List.of(), Ledger.Counts.NONE, 0, 9, List.of(), List.of());
        return new Screen("PostgreSQL", LEASE).lines(view, List.of("   1.000 s  something"), height);
    }

    @Test
    void the_leader_shows_its_term_and_how_much_of_its_validity_is_left() {
        assertThat(lines(new View.Row("a", 12, Standing.Condition.WELL, 7, Duration.ofSeconds(3))))
                .anySatisfy(line -> assertThat(line)
                        .contains("a             pid 12       leads", "term 7  [##########..........]  3.0 s left"));
    }

    @Test
    void others_show_what_is_the_matter_with_them() {
        assertThat(lines(
                        new View.Row("a", 1, Standing.Condition.WELL, 0, Duration.ZERO),
                        new View.Row("b", 2, Standing.Condition.GONE, 6, Duration.ZERO),
                        new View.Row("c", 3, Standing.Condition.PAUSED, 5, Duration.ZERO)))
                .anySatisfy(line -> assertThat(line).contains("pid 1 ").endsWith("follows"))
                .anySatisfy(line -> assertThat(line).contains("pid 2 ").endsWith("gone"))
                .anySatisfy(
                        line -> assertThat(line).contains("pid 3 ", "paused", "[....................]  0.0 s left"));
    }

    private static final View.Row FOLLOWER = new View.Row("a", 1, Standing.Condition.WELL, 0, Duration.ZERO);
    private static final View.Row LEADER = new View.Row("b", 2, Standing.Condition.WELL, 7, Duration.ofSeconds(3));

    @Test
    void that_nobody_leads_is_shown_and_for_how_long() {
        assertThat(lines(FOLLOWER)).anySatisfy(line -> assertThat(line).contains("nobody leads, for 1.2 s"));
        assertThat(lines(FOLLOWER, LEADER)).noneSatisfy(line -> assertThat(line).contains("nobody leads"));
    }

    @Test
    void however_small_a_terminal_is_the_header_and_the_leader_stay() {
        for (int height = 2; height < 40; height++) {
            assertThat(lines(height, FOLLOWER, LEADER))
                    .hasSizeLessThanOrEqualTo(height)
                    .anySatisfy(line -> assertThat(line).contains("Election4J on PostgreSQL"))
                    .anySatisfy(line -> assertThat(line).contains("leads     term 7"));
        }
        assertThat(lines(5, FOLLOWER, LEADER)).last().asString().contains("q quit");
    }

    @Test
    void timeline_and_keys_come_last() {
        assertThat(lines()).contains("   1.000 s  something").last().asString().contains("k kill -9", "q quit");
    }
}
