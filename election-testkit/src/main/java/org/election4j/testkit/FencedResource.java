// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.election4j.StaleTermException;

/**
 * The simplest resource that is safe from leaders of the past: it remembers the highest term it has seen of each election
 * and refuses every smaller one.
 *
 * <p>It is monotone, no more: a leader of the past is refused from the moment its successor was here for the first time.
 * Check and action are one step, which is what makes it a fence: the action runs under the lock of this resource.
 * Thread-safe.
 */
public final class FencedResource {

    private final Map<String, Long> highestTerms = new HashMap<>();

    /** A resource nobody has used yet. */
    public FencedResource() {}

    /**
     * Runs an action unless a later leader was here before.
     *
     * @param electionName the election the caller leads
     * @param term the term of its leadership
     * @param action what to do to the resource
     * @throws StaleTermException if a larger term of this election was here before; the action has not run
     */
    public void run(String electionName, long term, Runnable action) {
        call(electionName, term, () -> {
            action.run();
            return true;
        });
    }

    /**
     * Runs an action with a result unless a later leader was here before.
     *
     * @param electionName the election the caller leads
     * @param term the term of its leadership
     * @param action what to do to the resource
     * @param <T> the result
     * @return what the action returned
     * @throws StaleTermException if a larger term of this election was here before; the action has not run
     */
    public synchronized <T> T call(String electionName, long term, Supplier<T> action) {
        requireNonNull(electionName, "electionName");
        requireNonNull(action, "action");
        if (term < highestTerms.getOrDefault(electionName, Long.MIN_VALUE)) {
            throw new StaleTermException(electionName, term);
        }
        highestTerms.put(electionName, term);
        return action.get();
    }

    /**
     * The highest term that was here.
     *
     * @param electionName the election
     * @return its highest term; empty if none of its leaders was here
     */
    public synchronized OptionalLong highestTerm(String electionName) {
        Long term = highestTerms.get(electionName);
        return term == null ? OptionalLong.empty() : OptionalLong.of(term);
    }
}
