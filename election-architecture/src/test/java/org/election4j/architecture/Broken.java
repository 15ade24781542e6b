// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The fixtures: a small tree like the real one in which every class but a few innocents breaks a rule. */
final class Broken {

    static final String ROOT = Broken.class.getPackageName() + ".broken";

    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages(ROOT);

    /** The first class or member that a message names, without its package and parameters. */
    private static final Pattern CULPRIT =
            Pattern.compile("<" + Pattern.quote(ROOT) + "\\.(?:[a-z0-9]+\\.)*([A-Z][\\w$.]*(?:<init>)?)");

    private Broken() {}

    /** Who breaks the rule, as {@code Class} or {@code Class.member}. */
    static Stream<String> culprits(ArchRule rule) {
        return rule.evaluate(CLASSES).getFailureReport().getDetails().stream()
                .flatMap(message -> CULPRIT.matcher(message).results().limit(1))
                .map((MatchResult match) -> match.group(1))
                .distinct();
    }
}
