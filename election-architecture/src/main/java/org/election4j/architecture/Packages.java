// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where things live below one root package.
 *
 * @param root the root package, such as {@code org.election4j}
 */
record Packages(String root) {

    /** The decorator is bound by the same rules: it goes around any store, so it knows none. */
    private static final String[] STORES = {"postgres", "redis", "zookeeper", "s3", "resilience4j"};

    String spi() {
        return root + ".spi";
    }

    String internal() {
        return root + ".internal..";
    }

    /** The internal packages, each a slice of its own. */
    String eachInternal() {
        return root + ".internal.(*)..";
    }

    String machines() {
        return root + ".internal.machine..";
    }

    String testkit() {
        return root + ".testkit..";
    }

    /** What election-api holds: the API itself, the spi and the engine. */
    String[] api() {
        return new String[] {root, spi(), internal()};
    }

    /** Who may use the engine: its own module, and those that run it in simulated time. */
    String[] insiders() {
        return new String[] {root, spi(), internal(), testkit(), root + ".simulator.."};
    }

    String[] stores() {
        return Stream.of(STORES).map(store -> root + "." + store + "..").toArray(String[]::new);
    }

    /** Programs talk to people on the console; libraries do not. */
    String[] programs() {
        return new String[] {
            root + ".cli..", root + ".bench..", root + ".samples..", root + ".simulator..", root + ".docker.."
        };
    }

    /** Which store a class belongs to, if any. */
    Optional<String> storeOf(JavaClass type) {
        return Stream.of(STORES)
                .filter(store -> (type.getPackageName() + ".").startsWith(root + "." + store + "."))
                .findAny();
    }

    /** Classes by their names below the root, with everything nested in them. */
    DescribedPredicate<JavaClass> theClasses(List<String> relativeNames) {
        return DescribedPredicate.describe("are one of " + relativeNames, type -> {
            String outermost = type.getName().replaceFirst("\\$.*", "");
            return relativeNames.stream().anyMatch(name -> outermost.equals(root + "." + name));
        });
    }
}
