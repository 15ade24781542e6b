// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.election4j.s3.ConditionalObjects.Deleted;
import org.election4j.s3.ConditionalObjects.Got;
import org.election4j.s3.ConditionalObjects.Put;
import org.election4j.spi.Attempt;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.OneLine;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.TickFields;
import org.election4j.spi.TickPause;
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
    private final boolean deletes;

    /**
     * A store on a client of yours.
     *
     * @param client never closed here; its own retries do not apply
     * @param options those of the lease store: they name the bucket and the prefix
     */
    public S3TickStore(S3Client client, S3Options options) {
        this(new S3Objects(requireNonNull(client, "client"), requireNonNull(options, "options"), false), options);
    }

    /**
     * A store on any objects that can be written conditionally.
     *
     * @param objects the objects; not closed here
     * @param options those of the lease store: they name the prefix
     */
    public S3TickStore(ConditionalObjects objects, S3Options options) {
        this.objects = requireNonNull(objects, "objects");
        this.keys = new ObjectKeys(requireNonNull(options, "options").prefix());
        this.records = new RecordObjects(objects, keys);
        this.deletes = options.conditionalDeletes();
    }

    /** The record of a job and its mark. */
    private record Marked(TickRecord record, String mark) {}

    /** A pause and its mark. */
    private record MarkedPause(TickPause pause, String mark) {}

    /**
     * {@inheritDoc}
     *
     * <p>Two requests, one after the other.
     */
    @Override
    public TickRead read(String job, Attempt attempt) {
        return attempt(
                attempt,
                call -> {
                    Marked found = find(job, call);
                    MarkedPause marked = findPause(job, call);
                    TickPause pause = marked == null ? null : marked.pause();
                    return found == null
                            ? new TickRead.Absent(null, pause)
                            : new TickRead.Found(found.record(), null, pause);
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

    /**
     * {@inheritDoc}
     *
     * <p>Two requests, one after the other.
     */
    @Override
    public TickWrite pause(TickPause pause, Attempt attempt) {
        return attempt(
                attempt,
                call -> {
                    MarkedPause before = findPause(pause.job(), call);
                    String mark = before == null ? null : before.mark();
                    return outcome(objects.put(keys.pause(pause.job()), mark, pause.toText(), call));
                },
                TickWrite.Unknown::new);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Two requests, one after the other.
     */
    @Override
    public TickWrite resume(String job, Attempt attempt) {
        return attempt(
                attempt,
                call -> {
                    MarkedPause before = findPause(job, call);
                    if (before == null) {
                        return new TickWrite.Applied();
                    }
                    Deleted deleted = objects.delete(keys.pause(job), before.mark(), call);
                    if (deleted instanceof Deleted.Unknown unknown) {
                        return new TickWrite.Unknown(unknown.cause());
                    }
                    return deleted instanceof Deleted.Done ? new TickWrite.Applied() : new TickWrite.Rejected();
                },
                TickWrite.Unknown::new);
    }

    private @Nullable MarkedPause findPause(String job, Attempt call) {
        String object = keys.pause(job);
        Got.Found found = got(object, call);
        return found == null
                ? null
                : new MarkedPause(parsed(object, "a pause", () -> TickPause.ofText(found.text())), found.mark());
    }

    private TickWrite replace(@Nullable Marked current, @Nullable UUID expected, TickRecord next, Attempt call) {
        String mark = null;
        if (expected != null) {
            if (current == null || !current.record().nonce().equals(expected)) {
                return new TickWrite.Rejected();
            }
            mark = current.mark();
        }
        return outcome(objects.put(keys.tick(next.job()), mark, TickFields.toText(next), call));
    }

    private static TickWrite outcome(Put put) {
        if (put instanceof Put.Unknown unknown) {
            return new TickWrite.Unknown(unknown.cause());
        }
        return put instanceof Put.Stored ? new TickWrite.Applied() : new TickWrite.Rejected();
    }

    private @Nullable Marked find(String job, Attempt call) {
        String object = keys.tick(job);
        Got.Found found = got(object, call);
        if (found == null) {
            return null;
        }
        TickRecord record = parsed(object, "a tick", () -> TickFields.ofText(found.text()));
        if (!record.job().equals(job)) {
            throw new UnreadableObjectException("object " + object + " in " + objects.describe()
                    + " holds the record of job " + record.job() + "; delete the copy");
        }
        return new Marked(record, found.mark());
    }

    /** Null if there is none. */
    private Got.@Nullable Found got(String object, Attempt call) {
        Got got = objects.get(object, call);
        if (got instanceof Got.Unknown unknown) {
            throw unanswered(object, unknown.cause());
        }
        return got instanceof Got.Found found ? found : null;
    }

    private <T> T parsed(String object, String what, Supplier<T> parsing) {
        try {
            return parsing.get();
        } catch (IllegalArgumentException e) {
            throw new UnreadableObjectException("object " + object + " in " + objects.describe() + " cannot be read as "
                    + what + ", " + e.getMessage() + "; delete it");
        }
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

    /**
     * {@inheritDoc}
     *
     * <p>Some ten requests, at a random key beside those of ticks.
     */
    @Override
    public void probe(Attempt attempt) {
        OneCall call = new OneCall(attempt);
        try {
            S3Probe.ofTicks(objects, keys, deletes).check(call);
        } catch (LeaseStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new LeaseStoreException("cannot ask " + describe() + ": " + OneLine.reason(e), e);
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
