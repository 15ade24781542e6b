// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.OneLine;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StorePace;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepByPages;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Records as small text objects in a bucket, changed by {@code If-None-Match: *} and {@code If-Match}.
 *
 * <p>A record's exact version is its nonce together with the etag. There is no epoch: an object store of this kind does
 * not lose a write that it acknowledged. There is no clock and no push either: standbys poll the sessions of leaders, and
 * a release shows there.
 *
 * <p>What the server's answers mean is decided by their error code and not by their status alone:
 *
 * <ul>
 *   <li>{@code PreconditionFailed}, and {@code NoSuchKey} in answer to {@code If-Match}, are a rejection;
 *   <li>everything else is unknown: {@code ConditionalRequestConflict} (409, somebody else is writing), throttling, any
 *       5xx, a time-out, a broken connection, a missing bucket or permission, and a 200 that has an error for a body or no
 *       etag.
 * </ul>
 *
 * <p>Every call makes single requests: retries of the client are switched off for each of them, also on a client of yours.
 * Every request ends with its attempt. Requests are paid for, so {@link #pace()} asks for a lease of {@link
 * #DEFAULT_LEASE}, small batches and few verifications.
 *
 * <p>Thread-safe. Blocking.
 */
public final class S3LeaseStore implements LeaseStore {

    /**
     * The lease of candidates that set none: 30 seconds. A third of the requests of the usual lease, at a third of the
     * price.
     */
    public static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);

    /** At some 20 ms each, a batch takes a tenth of an attempt of a lease of 30 s. */
    private static final int RECORDS_PER_CALL = 20;

    private static final int VERIFIED_PER_LEASE = 4;

    private final ConditionalObjects objects;
    private final ObjectKeys keys;
    private final StorePace pace;
    private final boolean deletes;
    private final RecordObjects records;
    private volatile boolean closed;

    /**
     * A store on a client of yours.
     *
     * @param client never closed by the store. Its HTTP client needs a connection for each of two threads; its own retries
     *     do not apply
     * @param options the options; region and endpoint are the client's own and not looked at
     */
    public S3LeaseStore(S3Client client, S3Options options) {
        this(new S3Objects(requireNonNull(client, "client"), requireNonNull(options, "options"), false), options);
    }

    /**
     * A store on any objects that can be written conditionally.
     *
     * @param objects the objects; closed with the store
     * @param options the prefix, the lease, and whether to delete; the rest concerns clients of S3 and is not looked at
     */
    public S3LeaseStore(ConditionalObjects objects, S3Options options) {
        this.objects = requireNonNull(objects, "objects");
        this.keys = new ObjectKeys(requireNonNull(options, "options").prefix());
        this.pace = new StorePace(options.lease(), RECORDS_PER_CALL, VERIFIED_PER_LEASE);
        this.deletes = options.conditionalDeletes();
        this.records = new RecordObjects(objects, keys);
    }

    /**
     * A store in a bucket of AWS, with default options and a client of its own.
     *
     * @param bucket the bucket
     * @return the store; it connects when it is first used
     */
    public static S3LeaseStore connect(String bucket) {
        return connect(S3Options.builder(bucket).build());
    }

    /**
     * A store with a client of its own, which finds its credentials where clients of AWS always do: in system properties,
     * the environment, the profile, or the role of the machine.
     *
     * @param options the options; the time limits are derived from their lease
     * @return the store; it connects when it is first used, and closes its client when it is closed
     * @throws LeaseStoreException if there is no region, neither in the options nor where clients look for one
     */
    public static S3LeaseStore connect(S3Options options) {
        return new S3LeaseStore(
                new S3Objects(DedicatedClient.open(requireNonNull(options, "options")), options, true), options);
    }

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        return attempt(attempt, call -> records.read(key, call), ReadOutcome.Unknown::new);
    }

    /**
     * {@inheritDoc}
     *
     * <p>One request per record, one after the other. What is left when the time is up is unknown.
     */
    @Override
    public List<ReadOutcome> readAll(List<RecordKey> all, Attempt attempt) {
        OneCall call = new OneCall(attempt);
        List<ReadOutcome> outcomes = new ArrayList<>(all.size());
        all.forEach(key -> outcomes.add(guarded(() -> records.read(key, call), ReadOutcome.Unknown::new)));
        call.ended();
        return outcomes;
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        return attempt(attempt, call -> records.write(write, call), WriteOutcome.Unknown::new);
    }

    /**
     * {@inheritDoc}
     *
     * <p>One request per record, one after the other. What is left when the time is up was not sent, and is unknown.
     */
    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> all, Attempt attempt) {
        OneCall call = new OneCall(attempt);
        List<WriteOutcome> outcomes = new ArrayList<>(all.size());
        all.forEach(write -> outcomes.add(guarded(() -> records.write(write, call), WriteOutcome.Unknown::new)));
        call.ended();
        return outcomes;
    }

    /**
     * {@inheritDoc}
     *
     * <p>One request for each thousand keys, and one for each record.
     */
    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        return attempt(attempt, call -> records.list(kind, call), ListOutcome.Unknown::new);
    }

    /**
     * {@inheritDoc}
     *
     * <p>One request for the keys of a page, one for each record, and one for each session that is deleted. Nothing is
     * deleted where {@link S3Options.Builder#conditionalDeletes} says that the server cannot. Only the caller's own clock
     * tells what is old.
     */
    @Override
    public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
        Sweep possible = deletes ? sweep : new Sweep(sweep.from(), sweep.limit(), Set.of(), sweep.guard());
        return attempt(attempt, call -> SweepByPages.step(possible, new Pages(call)), SweepOutcome.Unknown::new);
    }

    private final class Pages implements SweepByPages.Records<RuntimeException> {
        private final Attempt call;

        private Pages(Attempt call) {
            this.call = call;
        }

        @Override
        public SweepByPages.Page page(RecordKind kind, @Nullable String after, int limit) {
            return records.page(kind, after, limit, call);
        }

        @Override
        public int delete(List<StoredRecord> ended) {
            return records.delete(ended, call);
        }
    }

    @Override
    public StorePace pace() {
        return pace;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Writes an object below {@code <prefix>probe/}, tries every condition on it, and deletes it: some ten requests.
     */
    @Override
    public void probe(Attempt attempt) {
        OneCall call = new OneCall(attempt);
        try {
            requireOpen();
            new S3Probe(objects, keys, deletes).check(call);
            requireFormat(records.read(RecordKey.STORE, call));
        } catch (UnreadableObjectException e) {
            throw new UnsafeStoreException(String.valueOf(e.getMessage()));
        } catch (LeaseStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new LeaseStoreException("cannot ask " + describe() + ": " + OneLine.reason(e), e);
        } finally {
            call.ended();
        }
    }

    private void requireFormat(ReadOutcome outcome) {
        if (outcome instanceof ReadOutcome.Unknown unknown) {
            throw new LeaseStoreException(
                    "cannot ask " + describe() + ": " + unknown.cause().getMessage(), unknown.cause());
        }
        String refusal =
                outcome instanceof ReadOutcome.Found found && found.stored().record() instanceof StoreRecord record
                        ? record.refusal()
                        : null;
        if (refusal != null) {
            throw new UnsafeStoreException(describe() + ": " + refusal);
        }
    }

    @Override
    public String describe() {
        return objects.describe() + "/" + keys.prefix();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            objects.close();
        }
    }

    @Override
    public String toString() {
        return describe();
    }

    private void requireOpen() {
        if (closed) {
            throw new LeaseStoreException(describe() + " is closed", null);
        }
    }

    private <T> T attempt(Attempt attempt, Function<Attempt, T> work, Function<Throwable, T> unknown) {
        OneCall call = new OneCall(attempt);
        T outcome = guarded(() -> work.apply(call), unknown);
        call.ended();
        return outcome;
    }

    private <T> T guarded(Supplier<T> work, Function<Throwable, T> unknown) {
        try {
            requireOpen();
            return work.get();
        } catch (RuntimeException e) {
            return unknown.apply(e);
        }
    }
}
