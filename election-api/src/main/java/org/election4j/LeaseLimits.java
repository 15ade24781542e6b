// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.BiFunction;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.RandomIds;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.WriteOutcome;

/**
 * How long leases may be in a namespace, and how an operator changes it. {@link StoreRecord#LONGEST_LEASE}, on S3
 * 30 s, where nobody has. A
 * candidate with a longer lease uses {@code allow} instead and says so once; no candidate ever changes the limits.
 *
 * <p>To raise them, call {@link #raiseWatch}; make sure that this write has reached every replica of the store that may become
 * its primary, and that every candidate has been able to read it, which takes four leases; then call {@link #raiseAllow}.
 * Candidates use a longer lease from their next session on, so restart them. To lower them, stop all candidates, call
 * {@link #lower}, and start them again.
 *
 * <p>All methods block for a few calls of the store, and may be called on any thread. They may be repeated.
 *
 * @param watch for how long a new epoch of the store, and a record that vanished, is watched before anybody is elected; at
 *     least {@code allow}
 * @param allow the longest lease that is used
 */
public record LeaseLimits(Duration watch, Duration allow) {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MOST_TRIES = 5;

    /** Checks for nulls. */
    public LeaseLimits {
        requireNonNull(watch, "watch");
        requireNonNull(allow, "allow");
    }

    /**
     * The limits of the namespace of a store.
     *
     * @param store the store
     * @return its limits
     * @throws LeaseStoreException if the store does not answer
     * @throws IllegalStateException if no candidate has ever used the namespace
     */
    public static LeaseLimits of(LeaseStore store) {
        return of(record(read(requireNonNull(store, "store"))));
    }

    /**
     * The first step of raising: everybody waits longer. Nobody uses a longer lease yet.
     *
     * @param store the store
     * @param watch the longest lease to be used in future, at most a day; nothing changes if the limit is as long already
     * @return the limits that hold now
     * @throws IllegalArgumentException if it is not a valid lease
     * @throws LeaseStoreException if the store does not answer, or the write is not known to be applied; repeat it
     * @throws IllegalStateException if no candidate has ever used the namespace
     */
    public static LeaseLimits raiseWatch(LeaseStore store, Duration watch) {
        requireNonNull(store, "store");
        requireNonNull(watch, "watch");
        return write(store, (record, epoch) -> {
            Duration longer = record.watch().compareTo(watch) < 0 ? watch : record.watch();
            return record.limitedTo(longer, record.allow(), new RandomIds().next());
        });
    }

    /**
     * The second step of raising: longer leases may be used. Only once the first step has reached every replica that may become
     * the primary; otherwise a failover could lose it, and others would wait shorter than a leader believes in itself.
     *
     * @param store the store
     * @param allow the longest lease; at most the present {@code watch}; nothing changes if the limit is as long already
     * @return the limits that hold now
     * @throws IllegalStateException if it is longer than the present {@code watch}, or no candidate has ever used the namespace
     * @throws LeaseStoreException if the store does not answer, or the write is not known to be applied; repeat it
     */
    public static LeaseLimits raiseAllow(LeaseStore store, Duration allow) {
        requireNonNull(store, "store");
        requireNonNull(allow, "allow");
        return write(store, (record, epoch) -> {
            if (allow.compareTo(record.watch()) > 0) {
                throw new IllegalStateException("allow (" + allow + ") must be at most watch (" + record.watch()
                        + "); call raiseWatch first, and see to it that it reaches every replica");
            }
            Duration longer = record.allow().compareTo(allow) < 0 ? allow : record.allow();
            return record.limitedTo(record.watch(), longer, new RandomIds().next());
        });
    }

    /**
     * Sets both limits to a shorter duration. Stop all candidates first, and start them again afterwards: one that is about to
     * open its session could still do so with the former limit.
     *
     * @param store the store
     * @param longest the longest lease from now on
     * @return the limits that hold now
     * @throws IllegalArgumentException if it is longer than the present {@code watch}, or no valid lease
     * @throws IllegalStateException if a session is alive, or not known to have ended, if the epoch of the store is not settled,
     *     so that a leader without a session may be left, or if no candidate has ever used the namespace
     * @throws LeaseStoreException if the store does not answer, or the write is not known to be applied; repeat it
     */
    public static LeaseLimits lower(LeaseStore store, Duration longest) {
        requireNonNull(store, "store");
        requireNonNull(longest, "longest");
        requireNobody(store);
        return write(store, (record, epoch) -> {
            if (record.state() != StoreRecord.State.SETTLED || !record.epoch().equals(epoch)) {
                throw new IllegalStateException(
                        "the store has failed over or is new, and the session of a leader may be lost"
                                + " with it: start a candidate, wait until it leads, stop it, and repeat this");
            }
            if (longest.compareTo(record.watch()) > 0) {
                throw new IllegalArgumentException("longest (" + longest + ") must be at most watch (" + record.watch()
                        + "); raise the limits instead");
            }
            return record.limitedTo(longest, longest, new RandomIds().next());
        });
    }

    private static void requireNobody(LeaseStore store) {
        ListOutcome outcome = store.list(RecordKind.SESSION, Attempt.within(LIMIT));
        if (outcome instanceof ListOutcome.Unknown unknown) {
            throw new LeaseStoreException(
                    "the sessions of " + store.describe() + " could not be listed", unknown.cause());
        }
        ListOutcome.Listed listed = (ListOutcome.Listed) outcome;
        if (!listed.unreadable().isEmpty()) {
            throw new IllegalStateException(listed.unreadable().size()
                    + " sessions cannot be read; nobody knows whether their candidates are alive");
        }
        listed.records().stream()
                .map(stored -> (SessionRecord) stored.record())
                .filter(session -> session.state() == SessionRecord.State.LIVE)
                .findFirst()
                .ifPresent(session -> {
                    throw new IllegalStateException("candidate '" + session.candidateId()
                            + "' has a session that has not ended; stop all candidates. One that was killed is ended by the"
                            + " others some time later; or delete its session by hand, if you know that it is gone");
                });
    }

    private static LeaseLimits write(LeaseStore store, BiFunction<StoreRecord, String, StoreRecord> change) {
        Throwable last = null;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            ReadOutcome.Found found = read(store);
            StoreRecord before = record(found);
            String epoch = found.stamp().epoch();
            StoreRecord after = change.apply(before, epoch);
            if (of(after).equals(of(before))) {
                return of(before);
            }
            CompareAndSet write = new CompareAndSet(found.stored().version(), after, Guard.epoch(epoch));
            WriteOutcome outcome = store.compareAndSet(write, Attempt.within(LIMIT));
            if (outcome instanceof WriteOutcome.Applied) {
                return of(after);
            }
            last = outcome instanceof WriteOutcome.Unknown unknown ? unknown.cause() : null;
        }
        throw new LeaseStoreException("the limits in " + store.describe() + " could not be changed; try again", last);
    }

    private static ReadOutcome.Found read(LeaseStore store) {
        ReadOutcome outcome = store.read(RecordKey.STORE, Attempt.within(LIMIT));
        if (outcome instanceof ReadOutcome.Found found) {
            return found;
        }
        if (outcome instanceof ReadOutcome.Unknown unknown) {
            throw new LeaseStoreException("the limits in " + store.describe() + " could not be read", unknown.cause());
        }
        throw new IllegalStateException(store.describe() + " has no store record: no candidate has ever used it");
    }

    private static StoreRecord record(ReadOutcome.Found found) {
        StoreRecord record = (StoreRecord) found.stored().record();
        String refusal = record.refusal();
        if (refusal != null) {
            throw new IllegalStateException(refusal);
        }
        return record;
    }

    private static LeaseLimits of(StoreRecord record) {
        return new LeaseLimits(record.watch(), record.allow());
    }
}
