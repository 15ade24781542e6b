// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.mutant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A class of the machines or of the engine with one mistake in it: the production source with one snippet replaced. It
 * exists while a test runs.
 *
 * @param rule the rule it breaks
 * @param name the mistake, in words
 * @param file the class, by its name below {@code org.election4j.internal}; or {@code s3.} and a class of the S3 store
 * @param snippet what is replaced; it stands in the source exactly once
 * @param replacement what takes its place
 */
public record Mutant(String rule, String name, String file, String snippet, String replacement) {

    private static final Path ENGINE = Path.of("election-api/src/main/java/org/election4j/internal");
    private static final Path BUCKET = Path.of("election-s3/src/main/java/org/election4j");

    private boolean isOfBucket() {
        return file.startsWith("s3.");
    }

    String className() {
        return (isOfBucket() ? "org.election4j." : "org.election4j.internal.") + file;
    }

    /** The source with the mistake in it. */
    String source() throws IOException {
        String source = Files.readString(
                root().resolve(isOfBucket() ? BUCKET : ENGINE).resolve(file.replace('.', '/') + ".java"));
        int at = source.indexOf(snippet);
        if (at < 0 || source.indexOf(snippet, at + 1) >= 0) {
            throw new IllegalStateException(
                    "the snippet of mutant '" + name + "' must stand exactly once in " + file + ": " + snippet);
        }
        return source.replace(snippet, replacement);
    }

    /** The sources lie beside this module. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve(ENGINE)) ? here : here.getParent();
    }

    @Override
    public String toString() {
        return rule + " " + name;
    }
}
