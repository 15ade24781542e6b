// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every fragment of Java in the README stands, word for word, between two tags of code that is compiled. What begins with imports is a
 * whole program, which {@link ReadmeProgramTest} runs.
 */
class ReadmeSnippetsTest {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TAGGED = Pattern.compile("// tag::(\\S+)\n(.*?)// end::\\1\n", Pattern.DOTALL);

    @Test
    void every_java_block_is_compiled() throws IOException {
        List<String> compiled = tagged();
        List<String> blocks = pieces(JAVA, Files.readString(Path.of("../../README.md")), 1).stream()
                .filter(block -> !block.startsWith("import "))
                .toList();
        assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(compiled).contains(block));
    }

    private static List<String> tagged() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> pieces(TAGGED, read(file), 2).stream())
                    .toList();
        }
    }

    private static List<String> pieces(Pattern pattern, String text, int group) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(group).stripIndent().strip())
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
