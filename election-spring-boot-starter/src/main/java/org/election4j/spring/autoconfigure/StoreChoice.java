// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;
import org.election4j.spring.ElectionConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the store. It never guesses: several, or none, is an error that says what there is.
 * Thread-safe.
 */
final class StoreChoice {

    private final List<StoreOption> options;
    private final @Nullable StoreType wanted;
    private @Nullable Made made;

    /** What was chosen, and made. */
    private record Made(StoreOption option, LeaseStore store) {}

    /** A choice between the stores on the class path; {@code wanted} is the one that was asked for by name, or null. */
    StoreChoice(List<StoreOption> options, @Nullable StoreType wanted) {
        this.options = List.copyOf(options);
        this.wanted = wanted;
    }

    synchronized LeaseStore make() {
        StoreOption option = wanted == null ? only() : named(wanted);
        LeaseStore store = option.create();
        made = new Made(option, store);
        return store;
    }

    /** Makes a store for ticks beside the store that was made. */
    synchronized TickStore ticks() {
        Made now = made;
        if (now == null) {
            throw new ElectionConfigurationException(
                    "There is no store for ticks: the store of the elections is a bean of the application.",
                    "Define a bean of type " + TickStore.class.getName()
                            + ", or use @OnLeader instead of @OncePerTick.");
        }
        return now.option().ticks(now.store()).orElseThrow(() -> {
            return new ElectionConfigurationException(
                    "There is no store for ticks on " + now.option().type().propertyValue() + ".",
                    "Define a bean of type " + TickStore.class.getName()
                            + ", on another store, or use @OnLeader instead of @OncePerTick.");
        });
    }

    private StoreOption named(StoreType type) {
        return options.stream()
                .filter(option -> option.type() == type)
                .findFirst()
                .orElseThrow(() -> {
                    return new ElectionConfigurationException(
                            "election.store is " + type.propertyValue() + ", but that store is not on the class path.",
                            "Add the dependency " + type.module() + ".");
                });
    }

    private StoreOption only() {
        List<StoreOption> offered = options.stream()
                .filter(StoreOption::isOffered)
                .sorted(Comparator.comparing(StoreOption::type))
                .toList();
        if (offered.size() == 1) {
            return offered.get(0);
        }
        if (offered.size() > 1) {
            throw new ElectionConfigurationException(
                    "Several stores could hold the elections: "
                            + offered.stream()
                                    .map(option -> option.type().propertyValue() + " (beans " + option.clients() + ")")
                                    .collect(Collectors.joining(", "))
                            + ".",
                    "Choose one: "
                            + offered.stream()
                                    .map(option ->
                                            "election.store=" + option.type().propertyValue())
                                    .collect(Collectors.joining(" or "))
                            + ". Or define a bean of type LeaseStore.");
        }
        throw none();
    }

    private ElectionConfigurationException none() {
        List<StoreType> there = options.stream()
                .map(StoreOption::type)
                .filter(type -> type != StoreType.MEMORY)
                .sorted()
                .toList();
        if (there.isEmpty()) {
            return new ElectionConfigurationException(
                    "There is no store to hold the elections.",
                    "Add one of these dependencies: "
                            + Arrays.stream(StoreType.values())
                                    .filter(type -> type != StoreType.MEMORY)
                                    .map(StoreType::module)
                                    .collect(Collectors.joining(", "))
                            + ". Or define a bean of type LeaseStore. To run without elections set election.enabled=false.");
        }
        return new ElectionConfigurationException(
                "There is no client for a store that is on the class path: "
                        + there.stream().map(StoreType::propertyValue).collect(Collectors.joining(", ")) + ".",
                "Add " + there.stream().map(StoreType::client).collect(Collectors.joining("; or ")) + ".");
    }
}
