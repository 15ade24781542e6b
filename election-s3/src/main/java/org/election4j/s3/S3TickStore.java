// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import java.util.function.Function;
import org.election4j.s3.ConditionalObjects.Got;
import org.election4j.s3.ConditionalObjects.Put;
import org.election4j.spi.Attempt;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.TickFields;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Ticks in objects beside those of the lease store: one text per job, replaced by {@code If-Match}.
 *
 * <p>A condition concerns one object, so <strong>the election cannot be looked at in the same step as the record is
 * written</strong>: it is looked at just before. A leader that is revoked between the two can still start one tick, and
 * nobody else starts that tick then. Fence what the work writes with {@link S3Fence} if that matters. There is no clock, so
 * no tick is early.
 *
 * <p>Nothing is repeated, and whatever goes wrong on the way is an unknown outcome. Thread-safe; calls block for at most
 * about their attempt's time.
 */
public final class S3TickStore implements TickStore {

    private final ConditionalObjects objects;
    private final ObjectKeys keys;
    private final RecordObjects records;

    /**
     * A store on a client of yours.
     *
     * @param client never closed here; its own retries do not apply
     * @param options those of the lease store: they name the bucket and the prefix
     */
    public S3TickStore(S3Client client, S3Options options) {
        this(new S3Objects(requireNonNull(client, "client"), options, false), options);
    }

    /**
     * A store on any objects that can be written conditionally.
     *
     * @param objects the objects; not closed here
     * @param options those of the lease store: they name the prefix
     */
    public S3TickStore(ConditionalObjects objects, S3Options options) {
        this.objects = requireNonNull(objects, "objects");
        this.keys = new ObjectKeys(options.prefix());
        this.records = new RecordObjects(objects, keys);
    }

    /** The record of a job and its mark. */
    private record Marked(TickRecord record, String mark) {}

    @Override
    public TickRead read(String job, Attempt attempt) {
        return attempt(
                attempt,
                call -> {
                    Marked found = find(job, call);
                    return found == null ? new TickRead.Absent(null) : new TickRead.Found(found.record(), null);
                },
                TickRead.Unknown::new);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Looks at the election just before. Four requests, one after the other; three for the first tick of a job.
     */
    @Override
    public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
        return attempt(
                attempt,
                call -> {
                    Marked current = expected == null ? null : find(next.job(), call);
                    return leads(next.electionName(), next.term(), call)
                            ? replace(current, expected, next, call)
                            : new TickWrite.Stale();
                },
                TickWrite.Unknown::new);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Two requests.
     */
    @Override
    public TickWrite end(UUID expected, TickRecord next, Attempt attempt) {
        requireNonNull(expected, "expected");
        return attempt(attempt, call -> replace(find(next.job(), call), expected, next, call), TickWrite.Unknown::new);
    }

    private TickWrite replace(@Nullable Marked current, @Nullable UUID expected, TickRecord next, Attempt call) {
        String mark = null;
        if (expected != null) {
            if (current == null || !current.record().nonce().equals(expected)) {
                return new TickWrite.Rejected();
            }
            mark = current.mark();
        }
        Put put = objects.put(keys.tick(next.job()), mark, TickFields.toText(next), call);
        if (put instanceof Put.Unknown unknown) {
            return new TickWrite.Unknown(unknown.cause());
        }
        return put instanceof Put.Stored ? new TickWrite.Applied() : new TickWrite.Rejected();
    }

    private @Nullable Marked find(String job, Attempt call) {
        String object = keys.tick(job);
        Got got = objects.get(object, call);
        if (got instanceof Got.Unknown unknown) {
            throw unanswered(object, unknown.cause());
        }
        if (!(got instanceof Got.Found found)) {
            return null;
        }
        TickRecord record;
        try {
            record = TickFields.ofText(found.text());
        } catch (IllegalArgumentException e) {
            throw new UnreadableObjectException("object " + object + " in " + objects.describe()
                    + " cannot be read as a tick, " + e.getMessage() + "; delete it");
        }
        if (!record.job().equals(job)) {
            throw new UnreadableObjectException("object " + object + " in " + objects.describe()
                    + " holds the record of job " + record.job() + "; delete the copy");
        }
        return new Marked(record, found.mark());
    }

    private boolean leads(String electionName, long term, Attempt call) {
        if (!(record(new RecordKey.Election(electionName), call) instanceof ElectionRecord election)) {
            return false;
        }
        ElectionRecord.Held holder = election.term() == term ? election.holder() : null;
        return holder != null
                && record(new RecordKey.Session(holder.incarnation()), call) instanceof SessionRecord session
                && session.state() == SessionRecord.State.LIVE;
    }

    /** Null if there is none. */
    private @Nullable Object record(RecordKey key, Attempt call) {
        ReadOutcome outcome = records.read(key, call);
        if (outcome instanceof ReadOutcome.Unknown unknown) {
            throw unanswered(keys.of(key), unknown.cause());
        }
        return outcome instanceof ReadOutcome.Found found ? found.stored().record() : null;
    }

    private static LeaseStoreException unanswered(String object, Throwable cause) {
        return new LeaseStoreException("cannot read " + object + ": " + cause.getMessage(), cause);
    }

    private static <T> T attempt(Attempt attempt, Function<Attempt, T> work, Function<Throwable, T> unknown) {
        OneCall call = new OneCall(attempt);
        try {
            return work.apply(call);
        } catch (RuntimeException e) {
            return unknown.apply(e);
        } finally {
            call.ended();
        }
    }

    @Override
    public String describe() {
        return objects.describe() + "/" + keys.prefix() + "tick/";
    }

    @Override
    public String toString() {
        return describe();
    }
}
