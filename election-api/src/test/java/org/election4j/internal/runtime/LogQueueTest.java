// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogQueueTest {

    private final List<Runnable> requests = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final LogQueue queue = new LogQueue(requests::add, count -> lines.add("left out " + count));

    @Test
    void what_waits_for_a_thread_that_never_comes_is_written_at_the_end() {
        queue.submit(() -> lines.add("one"));
        queue.submit(() -> lines.add("two"));
        queue.end();
        assertThat(lines).containsExactly("one", "two");
        queue.submit(() -> lines.add("three"));
        assertThat(lines).containsExactly("one", "two", "three");
    }

    @Test
    void a_thread_that_comes_after_the_end_finds_nothing_and_stops_nothing() {
        queue.submit(() -> lines.add("one"));
        queue.end();
        requests.forEach(Runnable::run);
        queue.submit(() -> lines.add("two"));
        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void one_thread_writes_however_many_were_asked_for() {
        queue.submit(() -> {
            lines.add("one");
            queue.submit(() -> lines.add("two"));
            requests.get(0).run();
            queue.end();
            lines.add("end of one");
        });
        requests.get(0).run();
        assertThat(lines).containsExactly("one", "end of one", "two");
    }
}
