// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A machine with one mistake in it: the production source with one snippet replaced. It exists while a test runs.
 *
 * @param rule the rule it breaks
 * @param name the mistake, in words
 * @param file the class, by its simple name
 * @param snippet what is replaced; it stands in the source exactly once
 * @param replacement what takes its place
 * @param scope the scope that has to notice
 */
record Mutant(String rule, String name, String file, String snippet, String replacement, String scope) {

    private static final Path MACHINES = Path.of("election-api/src/main/java/org/election4j/internal/machine");

    String className() {
        return "org.election4j.internal.machine." + file;
    }

    /** The source with the mistake in it. */
    String source() throws IOException {
        String source = Files.readString(root().resolve(MACHINES).resolve(file + ".java"));
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
        return Files.isDirectory(here.resolve(MACHINES)) ? here : here.getParent();
    }

    @Override
    public String toString() {
        return rule + " " + name;
    }
}
