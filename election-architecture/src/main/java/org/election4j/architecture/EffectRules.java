// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.never;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Who may tell the time, start a thread, roll the dice or print. */
final class EffectRules {

    /** Whoever listens for hints waits on a connection: on the one thread that a store may have, and not for ever. */
    private static final List<String> HINT_LISTENERS = List.of("spi.HintWatch", "postgres.HintChannel");

    /** Waits between two tries of a read, within the time of their attempt. */
    private static final List<String> BETWEEN_TRIES = List.of("resilience4j.Waiting");

    /** Leaves calls behind that a foreign client does not end in time; what a thread of their own is for. */
    private static final List<String> LEFT_BEHIND = List.of("s3.CallLimit");

    /** Opens connections on threads of their own: a login may take longer than the call that waits for it. */
    private static final List<String> CONNECTING = List.of("postgres.DedicatedClient");

    private static final List<String> THE_TICKER = List.of("internal.runtime.SystemTicker");

    private static final List<String> SPI_WITH_EFFECTS = List.of(
            "spi.LeaseStore", "spi.Attempt", "spi.HintListener", "spi.HintWatch", "spi.RandomIds", "spi.Ticker");

    private final Packages packages;

    EffectRules(String root) {
        this.packages = new Packages(root);
    }

    ArchRule storesHaveNoClockAndNoThread() {
        return noClasses()
                .that()
                .resideInAnyPackage(packages.stores())
                .and(not(packages.theClasses(HINT_LISTENERS)))
                .and(not(packages.theClasses(BETWEEN_TRIES)))
                .and(not(packages.theClasses(LEFT_BEHIND)))
                .and(not(packages.theClasses(CONNECTING)))
                .should(accessTargetWhere(Effects.TIME_OR_THREADS))
                .because("a store makes one attempt when it is told to; time and threads are the engine's");
    }

    ArchRule storesDoNotRaiseTheirVoice() {
        return noClasses()
                .that()
                .resideInAnyPackage(packages.stores())
                .should(accessTargetWhere(Effects.LOUD_LOGGING))
                .because("an outcome tells all; a store logs at DEBUG at most");
    }

    ArchRule machinesArePure() {
        return classes()
                .that()
                .resideInAPackage(packages.machines())
                .should()
                .onlyDependOnClassesThat(ElementTypes.of(
                        resideInAPackage(packages.machines()).or(plainJava()).or(values())))
                .andShould(never(accessTargetWhere(Effects.TIME_OR_THREADS)))
                .andShould(never(accessTargetWhere(Effects.RANDOMNESS)))
                .because("the same machines run in production and in the simulator");
    }

    private static DescribedPredicate<JavaClass> plainJava() {
        return resideInAnyPackage(
                        "java.lang", "java.util", "java.util.function", "java.util.stream", "org.jspecify.annotations")
                .and(not(Effects.TYPES_WITH_EFFECTS))
                .or(DescribedPredicate.describe(
                        "time as a value",
                        type -> type.isEquivalentTo(Duration.class) || type.isEquivalentTo(Instant.class)));
    }

    /** What the spi and the API hand around: no interface that a user or a store implements. */
    private DescribedPredicate<JavaClass> values() {
        DescribedPredicate<JavaClass> ofTheApi = resideInAPackage(packages.root())
                .and(DescribedPredicate.describe("records or enums", type -> type.isRecord() || type.isEnum()));
        return resideInAPackage(packages.spi())
                .and(not(packages.theClasses(SPI_WITH_EFFECTS)))
                .or(ofTheApi);
    }

    /** The testkit is not bound by this: its contracts time real servers. */
    ArchRule onlyTheTickerReadsTheMonotonicClock() {
        return noClasses()
                .that(not(packages.theClasses(THE_TICKER)))
                .and(not(packages.theClasses(HINT_LISTENERS)))
                .and()
                .resideOutsideOfPackage(packages.testkit())
                .should(accessTargetWhere(Effects.MONOTONIC_CLOCK))
                .because("whoever reads the clock around the ticker cannot be simulated");
    }

    ArchRule nothingDependsOnTheLocaleOfTheMachine() {
        return noClasses()
                .should(accessTargetWhere(Effects.PLATFORM_DEFAULTS))
                .because(
                        "what is written for a machine is Locale.ROOT and UTF-8, and no reader can tell it from what is not");
    }

    /** The testkit is not bound by this: nobody clones a test. */
    ArchRule idsComeFromTheSystem() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(packages.testkit())
                .should(accessTargetWhere(Effects.CLONABLE_IDS))
                .because("clones of a machine would draw the same; see RandomIds");
    }

    ArchRule onlyProgramsPrint() {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages.programs())
                .should(ACCESS_STANDARD_STREAMS)
                .because("a library has no console");
    }
}
