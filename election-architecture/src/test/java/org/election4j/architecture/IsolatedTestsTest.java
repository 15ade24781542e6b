// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Test classes of a module run side by side in one JVM. Whoever listens to what all of it logs or prints must be @Isolated. */
class IsolatedTestsTest {

    private static final Path REPOSITORY = Path.of("..");
    private static final Pattern LISTENS =
            Pattern.compile("\\.addHandler\\(|@ExtendWith\\(OutputCapture|System\\.set(Out|Err)\\(");

    @Test
    void tests_that_listen_to_the_whole_jvm_are_isolated() throws IOException {
        List<Path> sources = sources();
        assertThat(sources).hasSizeGreaterThan(100);
        assertThat(sources)
                .filteredOn(source -> hearsOthers(read(source)))
                .as("test classes without @Isolated (docs/adr/0080)")
                .isEmpty();
    }

    @Test
    void a_handler_of_a_logger_is_such_a_listener() {
        assertThat(hearsOthers("class ATest { { LOGGER.addHandler(handler); } }"))
                .isTrue();
        assertThat(hearsOthers("@Isolated class ATest { { LOGGER.addHandler(handler); } }"))
                .isFalse();
        assertThat(hearsOthers("class ATest {}")).isFalse();
    }

    private static boolean hearsOthers(String source) {
        return LISTENS.matcher(source).find() && !source.contains("@Isolated");
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path parent : List.of(REPOSITORY, REPOSITORY.resolve("samples"))) {
            for (Path module : list(parent)) {
                Path tests = module.resolve("src/test/java");
                if (Files.isDirectory(tests)) {
                    sources.addAll(below(tests));
                }
            }
        }
        return sources;
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static List<Path> below(Path tests) throws IOException {
        try (Stream<Path> files = Files.walk(tests)) {
            return files.filter(file -> file.toString().endsWith("Test.java")).toList();
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
