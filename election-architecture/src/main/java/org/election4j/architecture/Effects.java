// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.io.ByteArrayOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.text.DecimalFormat;
import java.text.MessageFormat;
import java.text.NumberFormat;
import java.text.SimpleDateFormat;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What Java offers to tell the time, to start threads, to draw random numbers and to be heard, and what it leaves to the machine it runs on. */
final class Effects {

    private static final String CONSTRUCTOR = "<init>";

    static final DescribedPredicate<JavaAccess<?>> MONOTONIC_CLOCK = member(System.class, "nanoTime");

    static final DescribedPredicate<JavaAccess<?>> TIME_OR_THREADS = anyOf(
            "a clock, a sleep or a thread",
            List.of(
                    MONOTONIC_CLOCK,
                    member(System.class, "currentTimeMillis"),
                    member(Instant.class, "now"),
                    member(Clock.class, "systemUTC", "systemDefaultZone", "system"),
                    member(Thread.class, "sleep", CONSTRUCTOR),
                    member(TimeUnit.class, "sleep"),
                    member(LockSupport.class, "parkNanos", "parkUntil"),
                    ownedBy(Executors.class)));

    static final DescribedPredicate<JavaAccess<?>> CLONABLE_IDS = member(UUID.class, "randomUUID");

    static final DescribedPredicate<JavaAccess<?>> RANDOMNESS =
            anyOf("a random source", List.of(CLONABLE_IDS, member(Math.class, "random")));

    /** The engine and the stores log through System.Logger; slf4j is here for stores whose client brings it along. */
    static final DescribedPredicate<JavaAccess<?>> LOUD_LOGGING = anyOf(
            "a log level above DEBUG",
            List.of(
                    member(System.Logger.Level.class, "INFO", "WARNING", "ERROR"),
                    member("org.slf4j.Logger", "info", "warn", "error", "atInfo", "atWarn", "atError")));

    /** What each of these does with a locale or a charset it is not given is up to the machine it runs on. */
    static final DescribedPredicate<JavaAccess<?>> PLATFORM_DEFAULTS = anyOf(
            "the default locale or the default charset",
            List.of(
                    without(String.class, "format", "formatted", "toLowerCase", "toUpperCase", "getBytes"),
                    fromBytes(),
                    without(PrintStream.class, "printf", "format", CONSTRUCTOR),
                    without(PrintWriter.class, "printf", "format"),
                    without(Formatter.class, CONSTRUCTOR),
                    without(InputStreamReader.class, CONSTRUCTOR),
                    without(OutputStreamWriter.class, CONSTRUCTOR),
                    without(FileReader.class, CONSTRUCTOR),
                    without(FileWriter.class, CONSTRUCTOR),
                    without(Scanner.class, CONSTRUCTOR),
                    without(ByteArrayOutputStream.class, "toString"),
                    without(DateTimeFormatter.class, "ofPattern"),
                    without(DecimalFormat.class, CONSTRUCTOR),
                    without(SimpleDateFormat.class, CONSTRUCTOR),
                    without(MessageFormat.class, CONSTRUCTOR, "format"),
                    without(NumberFormat.class, "getInstance", "getNumberInstance", "getIntegerInstance"),
                    without(Locale.class, "getDefault"),
                    without(Charset.class, "defaultCharset")));

    private static final Set<String> WITH_EFFECTS = Set.of(
            "java.lang.System",
            "java.lang.Thread",
            "java.lang.ThreadGroup",
            "java.lang.ThreadLocal",
            "java.lang.InheritableThreadLocal",
            "java.lang.Runtime",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.ProcessHandle",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.Timer",
            "java.util.TimerTask",
            "java.util.Date",
            "java.util.Calendar",
            "java.util.ServiceLoader");

    static final DescribedPredicate<JavaClass> TYPES_WITH_EFFECTS = DescribedPredicate.describe(
            "have effects", type -> WITH_EFFECTS.contains(type.getName().replaceFirst("\\$.*", "")));

    private Effects() {}

    /** Members that are called without a locale and without a charset, also not one by its name. */
    private static DescribedPredicate<JavaAccess<?>> without(Class<?> owner, String... names) {
        DescribedPredicate<JavaAccess<?>> member = member(owner, names);
        return DescribedPredicate.describe(
                member.getDescription(), access -> member.test(access) && isLeftToThePlatform(access));
    }

    private static DescribedPredicate<JavaAccess<?>> fromBytes() {
        DescribedPredicate<JavaAccess<?>> constructor = without(String.class, CONSTRUCTOR);
        return DescribedPredicate.describe(
                "a text of bytes",
                access -> constructor.test(access)
                        && parameters(access).stream().anyMatch(type -> type.isEquivalentTo(byte[].class)));
    }

    private static boolean isLeftToThePlatform(JavaAccess<?> access) {
        return parameters(access).stream()
                .noneMatch(type -> type.isEquivalentTo(Locale.class) || type.isEquivalentTo(Charset.class));
    }

    private static List<JavaClass> parameters(JavaAccess<?> access) {
        return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget code
                ? code.getRawParameterTypes()
                : List.of();
    }

    private static DescribedPredicate<JavaAccess<?>> anyOf(
            String description, List<DescribedPredicate<JavaAccess<?>>> choices) {
        return DescribedPredicate.describe(
                description, access -> choices.stream().anyMatch(choice -> choice.test(access)));
    }

    private static DescribedPredicate<JavaAccess<?>> ownedBy(Class<?> owner) {
        return DescribedPredicate.describe(
                owner.getSimpleName(), access -> access.getTargetOwner().isEquivalentTo(owner));
    }

    private static DescribedPredicate<JavaAccess<?>> member(Class<?> owner, String... names) {
        return member(owner.getName(), names);
    }

    private static DescribedPredicate<JavaAccess<?>> member(String owner, String... names) {
        List<String> wanted = List.of(names);
        return DescribedPredicate.describe(
                owner + wanted,
                access -> access.getTargetOwner().isAssignableTo(owner) && wanted.contains(access.getName()));
    }
}
