// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Searches scopes from the command line and prints what came of it.
 *
 * <pre>
 * java -XX:+UseSerialGC -Xmx6g -cp 'election-simulator/target/classes:election-simulator/target/lib/*' \
 *     org.election4j.simulator.explore.Explore [small | large | all | NAME ...] [-limit STATES]
 * </pre>
 *
 * <p>Exits with 1 if a rule was broken, a search is not complete, or something was not seen that should have been, and with 2
 * if a name means nothing.
 */
public final class Explore {

    private static final long NO_LIMIT = Long.MAX_VALUE;

    private Explore() {}

    /**
     * Searches the scopes named, or lists them.
     *
     * @param args names of scopes, or {@code small}, {@code large} or {@code all}; {@code -limit} and a number of states
     */
    public static void main(String[] args) {
        List<Scope> chosen = new ArrayList<>();
        long limit = NO_LIMIT;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("-limit") && i + 1 < args.length) {
                limit = Long.parseLong(args[++i]);
            } else {
                List<Scope> scopes = named(args[i]);
                if (scopes.isEmpty()) {
                    System.err.println("there is no scope " + args[i]);
                    System.exit(2);
                }
                chosen.addAll(scopes);
            }
        }
        if (chosen.isEmpty()) {
            list();
            return;
        }
        boolean good = true;
        for (Scope scope : chosen) {
            good &= search(scope, limit);
        }
        System.exit(good ? 0 : 1);
    }

    static List<Scope> named(String name) {
        return switch (name) {
            case "small" -> Scopes.small();
            case "large" -> Scopes.large();
            case "all" ->
                Stream.concat(Scopes.small().stream(), Scopes.large().stream()).toList();
            default ->
                Stream.of(Scopes.small(), Scopes.large(), Scopes.beyond())
                        .flatMap(List::stream)
                        .filter(scope -> scope.name.equals(name))
                        .toList();
        };
    }

    private static void list() {
        System.out.println("Name scopes, or say small, large or all:");
        Stream.of(Scopes.small(), Scopes.large(), Scopes.beyond())
                .flatMap(List::stream)
                .forEach(scope -> System.out.printf(Locale.ROOT, "  %-20s %s%n", scope.name, scope.sees));
    }

    private static boolean search(Scope scope, long limit) {
        long begun = System.currentTimeMillis();
        Traversal.Progress progress = (depth, states, transitions, frontier) -> System.err.printf(
                Locale.ROOT, "%s: depth %d, %,d states, %,d to expand%n", scope.name, depth, states, frontier);
        Exploration found = new Traversal(scope, limit, progress).run();
        System.out.print(found.report());
        System.out.printf(
                Locale.ROOT,
                "  %,14.1f  seconds%n  not seen: %s%n",
                (System.currentTimeMillis() - begun) / 1000.0,
                found.missing());
        return found.complete() && found.violation() == null && found.missing().isEmpty();
    }
}
