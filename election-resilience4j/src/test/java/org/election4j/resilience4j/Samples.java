// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.jspecify.annotations.Nullable;

/** Records, writes and limits for tests. */
final class Samples {

    static final Duration LEASE = Duration.ofSeconds(10);

    private Samples() {}

    static SessionRecord session() {
        return new SessionRecord(
                UUID.randomUUID(),
                "billing-7f9c",
                LEASE,
                SessionRecord.State.LIVE,
                null,
                List.of(),
                0,
                0,
                Map.of(),
                "",
                UUID.randomUUID());
    }

    /** The next heartbeat of a session. */
    static SessionRecord renewed(SessionRecord session) {
        return new SessionRecord(
                session.incarnation(),
                session.candidateId(),
                session.lease(),
                session.state(),
                session.address(),
                session.elections(),
                session.releases(),
                session.standbys(),
                session.attributes(),
                session.epoch(),
                UUID.randomUUID());
    }

    static ElectionRecord election(String name, ElectionRecord.Seat seat) {
        return new ElectionRecord(name, 7, seat, Instant.EPOCH, 1, "", UUID.randomUUID());
    }

    static ElectionRecord.Held heldBy(SessionRecord session) {
        return new ElectionRecord.Held(session.incarnation(), session.candidateId(), null, session.lease());
    }

    static CompareAndSet write(@Nullable Version expected, LeaseRecord next) {
        return new CompareAndSet(expected, next, Guard.epoch(""));
    }

    static Attempt attempt() {
        return Attempt.within(Duration.ofSeconds(5));
    }

    /** A limit that no test comes near. */
    static RateLimiter noLimit() {
        return RateLimiter.of(
                "none",
                RateLimiterConfig.custom()
                        .limitForPeriod(1_000_000)
                        .limitRefreshPeriod(Duration.ofMillis(1))
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }

    /** Never lets anything through. */
    static CircuitBreaker open() {
        CircuitBreaker breaker = CircuitBreaker.ofDefaults("of the test");
        breaker.transitionToForcedOpenState();
        return breaker;
    }
}
