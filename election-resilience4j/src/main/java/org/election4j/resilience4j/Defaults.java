// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.election4j.spi.Ticker;

/** What follows from a lease. */
final class Defaults {

    private final Duration lease;
    private final Ticker ticker;

    Defaults(Duration lease, Ticker ticker) {
        this.lease = lease;
        this.ticker = ticker;
    }

    /** Candidates make some ten such calls per lease, so the window spans about one. */
    CircuitBreaker circuitBreaker(String name) {
        return CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(10)
                        .minimumNumberOfCalls(4)
                        .failureRateThreshold(50)
                        .waitIntervalFunctionInOpenState(IntervalFunction.ofRandomized(lease, 0.5))
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .clock(new TickerClock(ticker, ticker.nanos()))
                        .currentTimestampFunction(clock -> ticker.nanos(), TimeUnit.NANOSECONDS)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    RateLimiter rateLimiter(String name) {
        return RateLimiter.of(
                name,
                RateLimiterConfig.custom()
                        .limitForPeriod(200)
                        .limitRefreshPeriod(lease)
                        .timeoutDuration(Duration.ZERO)
                        .build());
    }

    Retry retry(String name) {
        return Retry.of(
                name,
                RetryConfig.custom()
                        .maxAttempts(2)
                        .waitDuration(lease.dividedBy(200))
                        .build());
    }

    /** A date that moves with the ticker: a circuit breaker that went by the real one would stay open if that is set back. */
    private static final class TickerClock extends Clock {
        private final Ticker ticker;
        private final long originNanos;

        private TickerClock(Ticker ticker, long originNanos) {
            this.ticker = ticker;
            this.originNanos = originNanos;
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(ticker.nanos() - originNanos);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
