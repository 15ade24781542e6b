// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The control groups that limit this process's processor time, of either version: its own one and all above it, because
 * a quota may be set on any of them. Immutable.
 */
final class ControlGroup {

    private static final String FIRST = "throttled_time ";
    private static final String SECOND = "throttled_usec ";

    private final List<Path> statistics;

    private ControlGroup(List<Path> statistics) {
        this.statistics = List.copyOf(statistics);
    }

    /**
     * The groups of this process.
     *
     * @param root where the file system begins; tests bring their own
     * @return without any group where there is none, or none that can be found
     */
    static ControlGroup under(Path root) {
        List<Path> found = new ArrayList<>();
        try {
            List<String> groups = lines(root.resolve("proc/self/cgroup"));
            for (String mount : lines(root.resolve("proc/self/mountinfo"))) {
                addMount(found, root, mount, groups);
            }
        } catch (IOException | RuntimeException e) {
            // Not this operating system, or not readable: whoever asks is told that nothing can be seen.
            return new ControlGroup(List.of());
        }
        return new ControlGroup(found);
    }

    private static void addMount(List<Path> found, Path root, String mount, List<String> groups) {
        String[] halves = mount.split(" - ", 2);
        String[] fields = halves[0].split(" ", -1);
        String[] kind = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
        if (fields.length < 5 || kind.length < 3) {
            return;
        }
        boolean second = kind[0].equals("cgroup2");
        boolean first = kind[0].equals("cgroup") && hasProcessor(kind[2]);
        String group = second || first ? groupIn(groups, second) : null;
        if (group != null) {
            addGroups(found, root.resolve(relative(unescape(fields[4]))), unescape(fields[3]), group);
        }
    }

    /** From the process's own group up to the one that is mounted. */
    private static void addGroups(List<Path> found, Path mounted, String mountedGroup, String group) {
        String base = mountedGroup.equals("/") ? "" : mountedGroup;
        boolean inside = (group.equals(base) || group.startsWith(base + "/")) && !group.contains("..");
        // In a container the paths may be those of the host; what is mounted is the container's group then.
        Path own = inside
                ? mounted.resolve(relative(group.substring(base.length()))).normalize()
                : mounted;
        for (Path at = own; at != null && at.startsWith(mounted); at = at.getParent()) {
            Path file = at.resolve("cpu.stat");
            if (Files.isReadable(file)) {
                found.add(file);
            }
        }
    }

    private static @Nullable String groupIn(List<String> groups, boolean second) {
        for (String line : groups) {
            String[] parts = line.split(":", 3);
            if (parts.length == 3 && (second ? line.startsWith("0::") : hasProcessor(parts[1]))) {
                return parts[2];
            }
        }
        return null;
    }

    private static boolean hasProcessor(String controllers) {
        return Arrays.asList(controllers.split(",", -1)).contains("cpu");
    }

    private static String relative(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }

    /** The kernel writes blanks and backslashes of a mount point as three octal digits. */
    private static String unescape(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    /**
     * For how long quotas have held this process's groups back since they were made; empty if no group can be read. Added up
     * over processors by the kernel, and over groups here: an upper limit of what passed on the clock.
     */
    OptionalLong throttledNanos() {
        long sum = 0;
        boolean seen = false;
        for (Path file : statistics) {
            OptionalLong one = throttledNanos(file);
            seen |= one.isPresent();
            sum += one.orElse(0);
        }
        return seen ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    private static OptionalLong throttledNanos(Path file) {
        try {
            return OptionalLong.of(throttledNanos(lines(file)));
        } catch (IOException | NumberFormatException e) {
            // This group is gone, or is of another kind. The others still count; none at all is told as such.
            return OptionalLong.empty();
        }
    }

    private static long throttledNanos(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(FIRST)) {
                return Long.parseLong(line.substring(FIRST.length()).trim());
            }
            if (line.startsWith(SECOND)) {
                return Long.parseLong(line.substring(SECOND.length()).trim()) * 1000;
            }
        }
        // A group without a quota counts nothing.
        return 0;
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    }
}
