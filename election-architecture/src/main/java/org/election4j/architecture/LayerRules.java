// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Who may know whom. */
final class LayerRules {

    private final Packages packages;

    LayerRules(String root) {
        this.packages = new Packages(root);
    }

    ArchRule exportedSignaturesNeverNameInternals() {
        DescribedPredicate<JavaClass> internals = resideInAPackage(packages.internal());
        return classes()
                .that()
                .resideOutsideOfPackage(packages.internal())
                .should(new OfferNothingOf(internals))
                .because("what users can name, we can never change");
    }

    ArchRule internalsAreForInsiders() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages.insiders())
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packages.internal())
                .because("the engine may change with every release");
    }

    /** The JDK counts as ours: its {@code com.sun.management} knows what a process spent where {@code java.lang} does not. */
    ArchRule apiStandsAlone() {
        return classes()
                .that()
                .resideInAnyPackage(packages.api())
                .should()
                .onlyDependOnClassesThat(ElementTypes.of(resideInAnyPackage(packages.api())
                        .or(resideInAnyPackage("java..", "com.sun.management", "org.jspecify.annotations"))))
                .because("a library that everything depends on brings nothing along");
    }

    ArchRule storesDoNotKnowEachOther() {
        return slices().assignedFrom(new EachStore(packages)).should().notDependOnEachOther();
    }

    /** Only the API's builders call into the internals from outside them, so a cycle through the API is no cycle here. */
    ArchRule internalPackagesHaveNoCycle() {
        return slices().matching(packages.eachInternal()).should().beFreeOfCycles();
    }

    private record EachStore(Packages packages) implements SliceAssignment {

        @Override
        public String getDescription() {
            return "stores";
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return packages.storeOf(type).map(SliceIdentifier::of).orElseGet(SliceIdentifier::ignore);
        }
    }
}
