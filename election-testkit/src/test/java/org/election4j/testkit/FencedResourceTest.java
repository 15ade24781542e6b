// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.election4j.StaleTermException;
import org.junit.jupiter.api.Test;

class FencedResourceTest {

    private final FencedResource resource = new FencedResource();
    private final List<Long> done = new ArrayList<>();

    @Test
    void a_term_may_act_as_long_as_no_larger_one_was_here() {
        run(3);
        run(3);
        run(5);
        assertThat(done).containsExactly(3L, 3L, 5L);
        assertThat(resource.highestTerm("a")).hasValue(5);
    }

    @Test
    void a_smaller_term_is_refused_and_does_nothing() {
        run(5);
        assertThatThrownBy(() -> run(4)).isInstanceOfSatisfying(StaleTermException.class, stale -> {
            assertThat(stale.electionName()).isEqualTo("a");
            assertThat(stale.term()).isEqualTo(4);
        });
        assertThat(done).containsExactly(5L);
        run(5);
    }

    @Test
    void elections_do_not_mix() {
        run(5);
        assertThat(resource.call("b", 1, () -> "done")).isEqualTo("done");
        assertThat(resource.highestTerm("b")).hasValue(1);
        assertThat(resource.highestTerm("c")).isEmpty();
    }

    @Test
    void an_action_that_fails_was_here_all_the_same() {
        assertThatThrownBy(() -> resource.run("a", 5, () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThatThrownBy(() -> run(4)).isInstanceOf(StaleTermException.class);
    }

    @Test
    void terms_never_go_back_however_many_act_at_once() {
        List<Callable<Boolean>> leaders = new ArrayList<>();
        for (long term = 1; term <= 8; term++) {
            long mine = term;
            leaders.add(() -> tryOften(mine));
        }
        Race.run(leaders, Duration.ofSeconds(20));
        assertThat(done).isSorted();
        assertThat(resource.highestTerm("a")).hasValue(8);
    }

    private boolean tryOften(long term) {
        for (int i = 0; i < 200; i++) {
            try {
                run(term);
            } catch (StaleTermException e) {
                return false;
            }
        }
        return true;
    }

    private void run(long term) {
        resource.run("a", term, () -> done.add(term));
    }
}
