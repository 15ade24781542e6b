// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchedulingTest {

    @TempDir
    private Path processes;

    private Scheduling scheduling;

    @BeforeEach
    void makeThread() throws IOException {
        Files.createDirectories(processes.resolve("12/task/34"));
        Files.createSymbolicLink(processes.resolve("thread-self"), Path.of("12/task/34"));
        scheduling = new Scheduling(processes);
    }

    private void counts(String content) throws IOException {
        Files.writeString(processes.resolve("12/task/34/schedstat"), content);
    }

    @Test
    void the_second_number_of_the_thread_is_what_it_waited() throws IOException {
        counts("100 250 7\n");
        scheduling.follow();
        assertThat(scheduling.waitedNanos()).hasValue(250);
        counts("100 9000000000 8\n");
        assertThat(scheduling.waitedNanos()).hasValue(9_000_000_000L);
    }

    @Test
    void nobody_is_looked_at_before_somebody_asked_for_it() throws IOException {
        counts("100 250 7\n");
        assertThat(scheduling.waitedNanos()).isEmpty();
        assertThat(scheduling.isFollowed()).isTrue();
    }

    @Test
    void another_thread_is_not_the_one_that_is_looked_at() throws Exception {
        Thread other = new Thread(scheduling::follow);
        other.start();
        other.join();
        assertThat(scheduling.isFollowed()).isFalse();
        scheduling.follow();
        assertThat(scheduling.isFollowed()).isTrue();
    }

    @Test
    void a_kernel_that_does_not_count_is_not_taken_for_one_without_waits() throws IOException {
        scheduling.follow();
        assertThat(scheduling.waitedNanos()).isEmpty();
        for (String content : new String[] {"0 0 0\n", "", "1 2\n", "a b c\n", "1 2 3 4\n"}) {
            counts(content);
            assertThat(scheduling.waitedNanos()).as(content).isEmpty();
        }
    }

    @Test
    void without_such_files_nothing_is_seen() {
        Scheduling none = new Scheduling(processes.resolve("none"));
        none.follow();
        assertThat(none.waitedNanos()).isEmpty();
    }
}
