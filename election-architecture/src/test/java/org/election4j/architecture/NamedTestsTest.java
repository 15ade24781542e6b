// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document that names a test which does not exist is worse than one that names none. */
class NamedTestsTest {

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    /**
     * A class, and perhaps a method of it, in code font: {@code FenceTest.no_such} or {@code FenceTest#no_such}. Where several
     * modules have a class of that name, the last part of its package stands before it: {@code redis.FenceTest.no_such}.
     */
    private static final Pattern NAMED =
            Pattern.compile("`(?:([a-z]\\w*)\\.)?([A-Z]\\w*(?:Test|Contract))(?:[.#]([a-zA-Z]\\w*))?`");

    /** A sentence that begins with its rule, in code font. */
    private static final Pattern SENTENCE = Pattern.compile("`([A-Z]\\d+c?_\\w+)`");

    private static final List<Source> SOURCES = sources();

    /** A test class or a contract. */
    private record Source(String packageName, String name, String text) {

        static Source of(Path file) {
            return new Source(
                    file.getName(file.getNameCount() - 2).toString(),
                    file.getFileName().toString().replace(".java", ""),
                    content(file));
        }

        boolean isCalled(@Nullable String wantedPackage, String wantedName) {
            return name.equals(wantedName) && (wantedPackage == null || packageName.equals(wantedPackage));
        }

        boolean declares(@Nullable String method) {
            return method == null
                    || Pattern.compile("void " + method + "\\(").matcher(text).find();
        }
    }

    private static List<Source> sources() {
        try (Stream<Path> files = Files.walk(REPOSITORY)) {
            return files.filter(file -> file.toString().matches(".*/src/.*(Test|Contract)\\.java"))
                    .map(Source::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever is named in the text and is not there. */
    static List<String> missing(String text) {
        TreeSet<String> missing = new TreeSet<>();
        Matcher named = NAMED.matcher(text);
        while (named.find()) {
            if (SOURCES.stream()
                    .filter(source -> source.isCalled(named.group(1), named.group(2)))
                    .noneMatch(source -> source.declares(named.group(3)))) {
                missing.add(named.group());
            }
        }
        Matcher sentence = SENTENCE.matcher(text);
        while (sentence.find()) {
            if (SOURCES.stream().noneMatch(source -> source.declares(sentence.group(1)))) {
                missing.add(sentence.group());
            }
        }
        return List.copyOf(missing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verification.md",
                "../CONTRIBUTING.md",
                "benchmarks.md",
                "resilience.md",
                "spring-boot.md",
                "migrating/shedlock.md",
                "migrating/spring-integration.md",
                "migrating/curator.md",
                "stores/postgres.md",
                "stores/redis.md",
                "stores/zookeeper.md",
                "stores/s3.md"
            })
    void every_test_that_a_document_names_exists(String document) {
        Path file = REPOSITORY.resolve("docs").resolve(document);
        // Pages of stores come with their stores.
        if (Files.exists(file) || !document.startsWith("stores/")) {
            assertThat(missing(content(file))).as("named in docs/%s", document).isEmpty();
        }
    }

    /** It is for users; {@code verification.md} has the tests of each of its lines. */
    @Test
    void the_page_of_guarantees_names_no_test_and_verification_names_some() {
        Path docs = REPOSITORY.resolve("docs");
        assertThat(content(docs.resolve("guarantees.md"))).doesNotContainPattern(NAMED);
        assertThat(content(docs.resolve("verification.md"))).containsPattern(NAMED);
    }

    @Test
    void a_class_or_a_method_that_does_not_exist_is_found() {
        assertThat(missing(
                        "`NoSuchTest`, `FenceTest.no_such_method`, `FenceTest#no_such_method`, `H4_no_such_sentence`,"
                                + " `redis.NamedTestsTest`"))
                .containsExactly(
                        "`FenceTest#no_such_method`",
                        "`FenceTest.no_such_method`",
                        "`H4_no_such_sentence`",
                        "`NoSuchTest`",
                        "`redis.NamedTestsTest`");
    }

    @Test
    void what_exists_is_found() {
        assertThat(missing(
                        "`NamedTestsTest`, `architecture.NamedTestsTest.what_exists_is_found`, `LeaseStoreContract`"))
                .isEmpty();
    }
}
