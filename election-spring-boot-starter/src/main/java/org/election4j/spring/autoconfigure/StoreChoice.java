// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.election4j.spi.LeaseStore;
import org.election4j.spring.ElectionConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the store. It never guesses: several, or none, is an error that says what there is.
 *
 * @param options the stores on the class path
 * @param wanted the one that was asked for by name; null if none was
 */
record StoreChoice(List<StoreOption> options, @Nullable StoreType wanted) {

    LeaseStore make() {
        return (wanted == null ? only() : named(wanted)).create();
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
                "There is no client for the store that is on the class path: "
                        + there.stream().map(StoreType::propertyValue).collect(Collectors.joining(", ")) + ".",
                "Add " + there.stream().map(StoreType::client).collect(Collectors.joining("; or ")) + ".");
    }
}
