// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** How things are named and marked. */
final class HouseRules {

    private static final Pattern EMPTY_NAME = Pattern.compile(".*Impl|.*Util.*|.*Helper|.*Manager|Abstract.*");

    private HouseRules() {}

    static ArchRule namesSayWhatAClassIs() {
        return noClasses()
                .should(ArchConditions.be(DescribedPredicate.describe(
                        "named like " + EMPTY_NAME,
                        type -> EMPTY_NAME.matcher(type.getSimpleName()).matches())))
                .because("such names say how a class came about, not what it is");
    }

    static ArchRule packagesAreNullMarked() {
        DescribedPredicate<JavaClass> inMarkedPackage = DescribedPredicate.describe(
                "in a @NullMarked package", type -> type.getPackage().isAnnotatedWith(NullMarked.class));
        return classes().should(ArchConditions.be(inMarkedPackage)).because("NullAway checks marked packages only");
    }
}
