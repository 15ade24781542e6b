// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The times of the protocol, in nanoseconds, all derived from the lease unless set.
 *
 * <p>The validity is 0.8 of the lease because the rates of two clocks may each be off by {@value #RATE_ERROR}: a holder
 * that counts V on a slow clock and a rival that counts D on a fast one must not meet, which asks for V/D &lt;= (1 - 0.1)
 * / (1 + 0.1) = 0.818. The figure 0.1 covers chrony's default maximal slew rate of 83333 ppm (chrony.conf(5), {@code
 * maxslewrate}).
 *
 * @param leaseNanos D: how long rivals wait
 * @param stopMarginNanos S: how long before the end of its validity a holder stops
 * @param renewNanos from the send of one heartbeat to the next, while there is something to hold
 * @param attemptNanos the longest one heartbeat may take
 * @param pollNanos how often a standby looks; null means: as the store's hints allow
 */
public record Timings(
        long leaseNanos,
        long stopMarginNanos,
        long renewNanos,
        long attemptNanos,
        @Nullable Long pollNanos) {

    /** How far the rate of a clock may be off. */
    public static final double RATE_ERROR = 0.1;

    /** The shortest lease of a candidate. */
    static final Duration SHORTEST = Duration.ofMillis(500);

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);

    /** Validates each number against the others. */
    public Timings {
        Duration lease = Duration.ofNanos(leaseNanos);
        check(lease.compareTo(SHORTEST) >= 0, "lease (%s) must be at least %s", lease, SHORTEST);
        check(lease.compareTo(LONGEST) <= 0, "lease (%s) must be at most %s", lease, LONGEST);
        check(leaseNanos % 1_000_000 == 0, "lease (%s) must be in whole milliseconds", lease);
        long validity = validityOf(leaseNanos);
        check(
                stopMarginNanos >= leaseNanos / 10,
                "stop margin (%s) must be at least %s, a tenth of the lease",
                Duration.ofNanos(stopMarginNanos),
                Duration.ofNanos(leaseNanos / 10));
        check(
                stopMarginNanos < validity,
                "stop margin (%s) must be shorter than the validity of a heartbeat (%s, 0.8 of the lease)",
                Duration.ofNanos(stopMarginNanos),
                Duration.ofNanos(validity));
        checkFloor("renew interval", renewNanos);
        checkFloor("attempt limit", attemptNanos);
        check(
                attemptNanos < leaseNanos,
                "attempt limit (%s) must be shorter than the lease (%s)",
                Duration.ofNanos(attemptNanos),
                lease);
        check(
                renewNanos < validity - stopMarginNanos - 2 * attemptNanos,
                "renew interval (%s) must be shorter than %s, so that two attempts of %s each fit before the leader has to"
                        + " stop %s after its last acknowledged heartbeat",
                Duration.ofNanos(renewNanos),
                Duration.ofNanos(validity - stopMarginNanos - 2 * attemptNanos),
                Duration.ofNanos(attemptNanos),
                Duration.ofNanos(validity - stopMarginNanos));
        if (pollNanos != null) {
            checkFloor("poll interval", pollNanos);
            check(
                    pollNanos <= leaseNanos / 3,
                    "poll interval (%s) must be at most a third of the lease (%s)",
                    Duration.ofNanos(pollNanos),
                    Duration.ofNanos(leaseNanos / 3));
        }
    }

    /**
     * The times that follow from a lease.
     *
     * @param lease the lease
     * @return the times
     */
    public static Timings of(Duration lease) {
        check(lease.compareTo(SHORTEST) >= 0, "lease (%s) must be at least %s", lease, SHORTEST);
        check(lease.compareTo(LONGEST) <= 0, "lease (%s) must be at most %s", lease, LONGEST);
        long d = lease.toNanos();
        return new Timings(d, d / 5, d / 5, d / 7, null);
    }

    /**
     * These times for a lease that is not longer than a limit: all of them in the same proportion.
     *
     * @param most the longest lease; at least half a second, the shortest lease there is
     * @return the same if the lease fits
     */
    public Timings within(Duration most) {
        if (lease().compareTo(most) <= 0) {
            return this;
        }
        long lease = Duration.ofMillis(most.toMillis()).toNanos();
        double part = (double) lease / leaseNanos;
        long floor = SHORTEST_WAIT.toNanos();
        // What fills a long lease nearly to the end leaves no room for the shortest waits in a short one: make that
        // room.
        long room = validityOf(lease) - 2 * floor;
        long attempt = Math.max(floor, Math.min((room - lease / 10) / 2, (long) (attemptNanos * part)));
        long margin = Math.max(lease / 10, Math.min(room - 2 * attempt, (long) (stopMarginNanos * part)));
        long latest = validityOf(lease) - margin - 2 * attempt - 1;
        long renew = Math.max(floor, Math.min(latest, (long) (renewNanos * part)));
        Long poll = pollNanos == null ? null : Long.valueOf(Math.max(floor, (long) (pollNanos * part)));
        return new Timings(lease, margin, renew, attempt, poll);
    }

    /** Less would keep the store busy and nothing else. */
    private static void checkFloor(String what, long nanos) {
        check(
                nanos >= SHORTEST_WAIT.toNanos(),
                what + " (%s) must be at least %s",
                Duration.ofNanos(nanos),
                SHORTEST_WAIT);
    }

    private static void check(boolean holds, String message, Duration... values) {
        if (!holds) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, message, (Object[]) values));
        }
    }

    private static long validityOf(long leaseNanos) {
        return leaseNanos / 10 * 8;
    }

    /** V: how long a holder believes itself after the send of its last acknowledged heartbeat. */
    public long validityNanos() {
        return validityOf(leaseNanos);
    }

    /** From the send of one heartbeat to the next while nothing is held or pending: only others' patience counts. */
    public long idleRenewNanos() {
        return Math.max(renewNanos, leaseNanos / 2);
    }

    /**
     * The same for one of many standbys: a heartbeat that goes unanswered can be made up for before the lease is over, on
     * clocks that disagree.
     */
    public long reserveRenewNanos() {
        return Math.max(renewNanos, leaseNanos / 4 * 3);
    }

    /** How much validity must be left to start an acquisition (H8). */
    public long acquireFloorNanos() {
        return validityNanos() / 2;
    }

    /**
     * How long only the named candidate may acquire after a handover: a third of the lease, at most five seconds, unless
     * it would not even look in that time.
     */
    public Duration handoverWindow() {
        long poll = pollNanos == null ? 0 : Duration.ofNanos(pollNanos).toMillis();
        return Duration.ofMillis(Math.max(poll, Math.min(5_000, lease().toMillis() / 3)));
    }

    /** The lease as a duration. */
    public Duration lease() {
        return Duration.ofNanos(leaseNanos);
    }
}
