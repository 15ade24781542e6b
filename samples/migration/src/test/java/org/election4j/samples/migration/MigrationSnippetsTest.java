// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every piece of Java in the pages on migration stands, word for word, between two tags of code that is compiled. */
class MigrationSnippetsTest {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern DIFF = Pattern.compile("```diff\n(.*?)\n```", Pattern.DOTALL);
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(.*)</artifactId>");
    private static final Pattern GRADLE = Pattern.compile("implementation \"[^:\"]+:([^:\"]+)");
    private static final Pattern TAGGED = Pattern.compile("// tag::(\\S+)\n(.*?)// end::\\1\n", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"shedlock", "curator", "spring-integration"})
    void every_java_block_is_compiled(String page) throws IOException {
        List<String> compiled = tagged();
        List<String> blocks = pieces(JAVA, Files.readString(Path.of("../../docs/migrating/" + page + ".md")), 1);
        assertThat(blocks).isNotEmpty().allSatisfy(block -> assertThat(compiled).contains(block));
    }

    /** What a reader takes out, and what is put in its place, with the lines that stay in both. */
    @ParameterizedTest
    @ValueSource(strings = {"shedlock", "spring-integration"})
    void both_sides_of_every_difference_are_compiled(String page) throws IOException {
        List<String> compiled = tagged();
        List<String> blocks = DIFF.matcher(Files.readString(Path.of("../../docs/migrating/" + page + ".md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(blocks).isNotEmpty().allSatisfy(block -> {
            assertThat(compiled).contains(side(block, '-'));
            assertThat(compiled).contains(side(block, '+'));
        });
    }

    private static String side(String block, char sign) {
        return block.lines()
                .filter(line -> line.isEmpty() || line.charAt(0) == ' ' || line.charAt(0) == sign)
                .map(line -> line.isEmpty() ? line : line.substring(1))
                .collect(Collectors.joining("\n"));
    }

    /** Each artifact is named for Maven and for Gradle, and is one with which the code here is compiled. */
    @ParameterizedTest
    @ValueSource(strings = {"shedlock", "curator", "spring-integration"})
    void every_dependency_is_one_of_this_module(String page) throws IOException {
        String text = Files.readString(Path.of("../../docs/migrating/" + page + ".md"));
        String pom = Files.readString(Path.of("pom.xml"));
        List<String> maven = pieces(ARTIFACT, text, 1);
        assertThat(maven)
                .hasSizeGreaterThan(1)
                .allSatisfy(artifact -> assertThat(pom).contains("<artifactId>" + artifact + "</artifactId>"));
        assertThat(pieces(GRADLE, text, 1)).isEqualTo(maven);
    }

    private static List<String> tagged() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
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
