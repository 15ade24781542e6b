// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.election4j.LeaderWork;
import org.election4j.OverrunPolicy;
import org.election4j.spi.Identifiers;
import org.jspecify.annotations.Nullable;

/**
 * One election to campaign for. Properties make them ({@code election.elections}); a bean of this type adds another, for
 * example one with work that runs as long as the process leads:
 *
 * <pre>
 * &#64;Bean
 * ElectionDefinition feed(FeedReader reader) {
 *     return ElectionDefinition.named("feed").onLeader(reader::readUntilStopped);
 * }
 * </pre>
 *
 * @param name the election: any Unicode text of at most 200 bytes without control characters
 * @param drainLimit how long user code may take to return after the stop signal; null for {@code election.drain-limit}
 * @param onOverrun what to do with code that takes longer; null for {@code election.on-overrun}
 * @param work what to do while leading, on a thread of its own; null if methods and listeners do it
 */
public record ElectionDefinition(
        String name,
        @Nullable Duration drainLimit,
        @Nullable OverrunPolicy onOverrun,
        @Nullable LeaderWork work) {

    /** Checks the name and the limit. */
    public ElectionDefinition {
        requireNonNull(name, "name");
        Identifiers.requireValid("election name", name);
        if (drainLimit != null && (drainLimit.isZero() || drainLimit.isNegative())) {
            throw new IllegalArgumentException(
                    "the drain limit of election '" + name + "' must be positive, but is " + drainLimit);
        }
    }

    /**
     * An election with the application's defaults.
     *
     * @param name the election
     * @return the definition
     * @throws IllegalArgumentException if the name is not valid
     */
    public static ElectionDefinition named(String name) {
        return new ElectionDefinition(name, null, null, null);
    }

    /**
     * With work that runs while this process leads. See {@link LeaderWork}: returning gives the leadership up.
     *
     * @param leaderWork the work
     * @return a changed copy
     */
    public ElectionDefinition onLeader(LeaderWork leaderWork) {
        return new ElectionDefinition(name, drainLimit, onOverrun, requireNonNull(leaderWork, "leaderWork"));
    }

    /**
     * With a limit for draining.
     *
     * @param limit positive
     * @return a changed copy
     */
    public ElectionDefinition drainLimit(Duration limit) {
        return new ElectionDefinition(name, requireNonNull(limit, "limit"), onOverrun, work);
    }

    /**
     * With a policy for code that does not return in time.
     *
     * @param policy the policy
     * @return a changed copy
     */
    public ElectionDefinition onOverrun(OverrunPolicy policy) {
        return new ElectionDefinition(name, drainLimit, requireNonNull(policy, "policy"), work);
    }
}
