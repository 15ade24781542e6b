// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.election4j.Candidate;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStore;
import org.election4j.spring.CandidateCustomizer;
import org.election4j.spring.CandidateFactory;
import org.election4j.spring.ElectionConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * Starts the candidate that the properties describe.
 *
 * @param store its store
 * @param properties the properties
 * @param customizers who may change it
 */
record ConfiguredCandidate(
        LeaseStore store, ElectionProperties properties, Supplier<List<CandidateCustomizer>> customizers)
        implements CandidateFactory {

    @Override
    public Candidate start() {
        Candidate.Builder builder = Candidate.builder(store)
                .takeover(properties.takeover())
                // The context has a shutdown hook, and an order.
                .closeOnJvmShutdown(false);
        ElectionProperties.Timing timing = properties.timing();
        set(properties.lease(), builder::lease);
        set(properties.id(), builder::id);
        set(properties.address(), builder::address);
        set(properties.maxLease(), builder::maxLease);
        set(properties.closeLimit(), builder::closeLimit);
        set(timing.renewInterval(), builder::renewInterval);
        set(timing.attemptLimit(), builder::attemptLimit);
        set(timing.pollInterval(), builder::pollInterval);
        set(timing.stopMargin(), builder::stopMargin);
        customizers.get().forEach(each -> each.customize(builder));
        return builder.start();
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    /** Asks the store once, for applications that would rather not start than campaign in vain. */
    static void failFast(LeaseStore store, Duration limit) {
        try {
            store.probe(Attempt.within(limit));
        } catch (RuntimeException e) {
            throw new ElectionConfigurationException(
                    "The elections cannot be held on " + store.describe() + ": " + e.getMessage(),
                    "Make the store available, or set election.fail-fast=false to start without it and campaign when it is"
                            + " there.",
                    e);
        }
    }
}
