// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the quota of this process is counted, on file trees as kernels make them. */
class ControlGroupTest {

    private static final String SECOND = "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n";
    private static final String FIRST = "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n";

    @TempDir
    private Path root;

    private void write(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private void process(String groups, String mounts) throws IOException {
        write("proc/self/cgroup", groups);
        write("proc/self/mountinfo", "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n" + mounts);
    }

    private ControlGroup group() {
        return ControlGroup.under(root);
    }

    @Test
    void a_service_has_a_group_below_the_root_of_version_two() throws IOException {
        process("0::/system.slice/app.service\n", SECOND);
        write("sys/fs/cgroup/cpu.stat", "usage_usec 99\n");
        write("sys/fs/cgroup/system.slice/app.service/cpu.stat", "usage_usec 5\nnr_throttled 3\nthrottled_usec 1500\n");
        assertThat(group().throttledNanos()).hasValue(1_500_000);
    }

    @Test
    void version_one_counts_nanoseconds() throws IOException {
        process("4:memory:/m\n2:cpu,cpuacct:/docker/1\n1:cpuset:/docker/1\n", FIRST);
        write("sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.stat", "nr_periods 9\nnr_throttled 3\nthrottled_time 1500\n");
        assertThat(group().throttledNanos()).hasValue(1_500);
    }

    @Test
    void a_quota_on_a_group_above_counts_too() throws IOException {
        process("0::/slice/pod/container\n", SECOND);
        write("sys/fs/cgroup/slice/pod/cpu.stat", "throttled_usec 20\n");
        write("sys/fs/cgroup/slice/pod/container/cpu.stat", "throttled_usec 1\n");
        assertThat(group().throttledNanos()).hasValue(21_000);
    }

    @Test
    void a_group_of_somebody_else_does_not_count() throws IOException {
        process("0::/slice/mine\n", SECOND);
        write("sys/fs/cgroup/slice/mine/cpu.stat", "throttled_usec 1\n");
        write("sys/fs/cgroup/slice/minecraft/cpu.stat", "throttled_usec 500\n");
        assertThat(group().throttledNanos()).hasValue(1_000);
    }

    @Test
    void a_container_that_sees_only_its_own_group_under_the_paths_of_the_host_is_found() throws IOException {
        process(
                "2:cpu,cpuacct:/docker/1\n",
                "32 31 0:29 /docker/1 /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n");
        write("sys/fs/cgroup/cpu,cpuacct/cpu.stat", "throttled_time 7\n");
        assertThat(group().throttledNanos()).hasValue(7);
    }

    @Test
    void a_path_outside_of_what_is_mounted_stands_for_the_mount() throws IOException {
        process("0::/../other\n", SECOND);
        write("sys/fs/cgroup/cpu.stat", "throttled_usec 7\n");
        write("sys/fs/other/cpu.stat", "throttled_usec 900\n");
        assertThat(group().throttledNanos()).hasValue(7_000);
    }

    @Test
    void both_versions_at_once_are_read_where_they_are() throws IOException {
        process(
                "2:cpu,cpuacct:/a\n0::/b\n",
                FIRST + "33 31 0:30 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n"
                        + "34 31 0:31 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n");
        write("sys/fs/cgroup/cpu,cpuacct/a/cpu.stat", "throttled_time 4000\n");
        write("sys/fs/cgroup/unified/b/cpu.stat", "usage_usec 4\n");
        assertThat(group().throttledNanos()).hasValue(4_000);
    }

    @Test
    void a_mount_point_with_a_blank_is_found() throws IOException {
        process("0::/a\n", "30 23 0:26 / /mnt/control\\040groups rw - cgroup2 cgroup2 rw\n");
        write("mnt/control groups/a/cpu.stat", "throttled_usec 2\n");
        assertThat(group().throttledNanos()).hasValue(2_000);
    }

    @Test
    void without_files_nothing_is_seen() throws IOException {
        assertThat(group().throttledNanos()).isEmpty();
        process("0::/a\n", "");
        assertThat(group().throttledNanos()).isEmpty();
        process("broken\n\n:\n", "broken\n - \n1 2 3 4 5 - cgroup2\n" + SECOND);
        assertThat(group().throttledNanos()).isEmpty();
    }

    @Test
    void what_is_no_number_or_has_gone_is_not_taken_for_zero() throws IOException {
        process("0::/a\n", SECOND);
        write("sys/fs/cgroup/a/cpu.stat", "throttled_usec many\n");
        ControlGroup group = group();
        assertThat(group.throttledNanos()).isEmpty();
        Files.delete(root.resolve("sys/fs/cgroup/a/cpu.stat"));
        assertThat(group.throttledNanos()).isEmpty();
    }
}
