// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.candidate;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import org.election4j.Candidate;
import org.election4j.Takeover;
import org.election4j.internal.engine.CandidateEngine;
import org.election4j.internal.engine.CandidateSettings;
import org.election4j.internal.machine.Timings;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.internal.runtime.Nanos;
import org.election4j.internal.runtime.ThreadedRuntime;
import org.election4j.spi.Identifiers;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RandomIds;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/** Collects a candidate's settings. */
final class CandidateBuilder implements Candidate.Builder {

    private final LeaseStore store;
    private @Nullable Duration lease;
    private @Nullable String id;
    private @Nullable String address;
    private @Nullable Duration maxLease;
    private @Nullable Duration renewInterval;
    private @Nullable Duration attemptLimit;
    private @Nullable Duration pollInterval;
    private @Nullable Duration stopMargin;
    private @Nullable Duration closeLimit;
    private Takeover takeover = Takeover.OBSERVED;
    private boolean closeOnJvmShutdown = true;
    private Ticker ticker = Ticker.system();
    private boolean started;

    CandidateBuilder(LeaseStore store) {
        this.store = requireNonNull(store, "store");
    }

    @Override
    public Candidate.Builder lease(Duration value) {
        lease = requireNonNull(value, "lease");
        return this;
    }

    @Override
    public Candidate.Builder id(String value) {
        id = Identifiers.requireValid("candidate id", value);
        return this;
    }

    @Override
    public Candidate.Builder address(String value) {
        address = Identifiers.requireValid("candidate address", value);
        return this;
    }

    @Override
    public Candidate.Builder takeover(Takeover value) {
        takeover = requireNonNull(value, "takeover");
        return this;
    }

    @Override
    public Candidate.Builder maxLease(Duration value) {
        maxLease = requireNonNull(value, "maxLease");
        return this;
    }

    @Override
    public Candidate.Builder renewInterval(Duration value) {
        renewInterval = requireNonNull(value, "renew interval");
        return this;
    }

    @Override
    public Candidate.Builder attemptLimit(Duration value) {
        attemptLimit = requireNonNull(value, "attempt limit");
        return this;
    }

    @Override
    public Candidate.Builder pollInterval(Duration value) {
        pollInterval = requireNonNull(value, "poll interval");
        return this;
    }

    @Override
    public Candidate.Builder stopMargin(Duration value) {
        stopMargin = requireNonNull(value, "stop margin");
        return this;
    }

    @Override
    public Candidate.Builder closeLimit(Duration value) {
        closeLimit = requireNonNull(value, "close limit");
        return this;
    }

    @Override
    public Candidate.Builder closeOnJvmShutdown(boolean value) {
        closeOnJvmShutdown = value;
        return this;
    }

    @Override
    public Candidate.Builder ticker(Ticker value) {
        ticker = requireNonNull(value, "ticker");
        return this;
    }

    Duration lease() {
        return lease == null ? store.pace().lease() : lease;
    }

    /** All settings, validated against each other. */
    CandidateSettings settings() {
        Timings derived = Timings.of(lease());
        Timings timings = new Timings(
                derived.leaseNanos(),
                nanosOr(stopMargin, derived.stopMarginNanos()),
                nanosOr(renewInterval, derived.renewNanos()),
                nanosOr(attemptLimit, derived.attemptNanos()),
                pollInterval == null ? null : Long.valueOf(Nanos.of(pollInterval)));
        Duration limit = closeLimit == null ? lease().multipliedBy(3) : closeLimit;
        String name = id == null ? defaultId() : id;
        return new CandidateSettings(name, address, timings, maxLease, constant(), takeover, limit, closeOnJvmShutdown);
    }

    /** The same for all candidates of a store, whatever they are configured with. */
    private Duration constant() {
        Duration usual = store.pace().lease();
        return usual.compareTo(StoreRecord.LONGEST_LEASE) > 0 ? usual : StoreRecord.LONGEST_LEASE;
    }

    private static long nanosOr(@Nullable Duration set, long derived) {
        return set == null ? derived : Nanos.of(set);
    }

    private static String defaultId() {
        String suffix = new RandomIds().next().toString().substring(0, 4).toLowerCase(Locale.ROOT);
        return hostName() + "-" + ProcessHandle.current().pid() + "-" + suffix;
    }

    private static String hostName() {
        try {
            String host = InetAddress.getLocalHost().getHostName();
            return host.length() <= 100 ? host : host.substring(0, 100);
        } catch (UnknownHostException e) {
            return "candidate";
        }
    }

    @Override
    public Candidate start() {
        return launch();
    }

    CandidateHandle launch() {
        CandidateSettings settings = settings();
        if (started) {
            throw new IllegalStateException("this builder has started candidate '" + settings.id()
                    + "' already; make another builder for another candidate");
        }
        started = true;
        EngineRuntime runtime = new ThreadedRuntime(settings.id(), ticker);
        CandidateHandle candidate = new CandidateHandle(new CandidateEngine(store, runtime, settings));
        candidate.start();
        runtime.signal(Warmup::holdOnce);
        return candidate;
    }
}
