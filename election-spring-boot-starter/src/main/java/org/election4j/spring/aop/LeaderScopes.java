// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.util.Optional;
import org.election4j.Leadership;
import org.election4j.spring.CurrentLeadership;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a thread knows of the leadership it works under: {@link CurrentLeadership}, and the log fields {@value #ELECTION},
 * {@value #CANDIDATE} and {@value #TERM}. Scopes nest. Thread-safe.
 */
public final class LeaderScopes implements CurrentLeadership {

    /** The log field with the name of the election. */
    public static final String ELECTION = "election";
    /** The log field with the id of the candidate. */
    public static final String CANDIDATE = "candidate";
    /** The log field with the term. */
    public static final String TERM = "term";

    // One per application context, which is what it is a bean of.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Leadership> current = new ThreadLocal<>();

    /** No thread is in a scope yet. */
    public LeaderScopes() {}

    @Override
    public Optional<Leadership> find() {
        return Optional.ofNullable(current.get());
    }

    /**
     * Enters a scope on this thread.
     *
     * @param leadership the leadership it works under
     * @param candidateId on whose behalf
     * @return leaves the scope, on the same thread
     */
    public Scope enter(Leadership leadership, String candidateId) {
        Leadership outer = current.get();
        current.set(leadership);
        Runnable election = field(ELECTION, leadership.electionName());
        Runnable candidate = field(CANDIDATE, candidateId);
        Runnable term = field(TERM, Long.toString(leadership.term()));
        return () -> {
            term.run();
            candidate.run();
            election.run();
            leave(outer);
        };
    }

    private void leave(@Nullable Leadership outer) {
        if (outer == null) {
            current.remove();
        } else {
            current.set(outer);
        }
    }

    /** Sets a field, and says how to undo it. */
    private static Runnable field(String key, String value) {
        String outer = MDC.get(key);
        MDC.put(key, value);
        return outer == null ? () -> MDC.remove(key) : () -> MDC.put(key, outer);
    }

    /** A scope that was entered. */
    @FunctionalInterface
    public interface Scope {
        /** Leaves it. */
        void leave();
    }
}
