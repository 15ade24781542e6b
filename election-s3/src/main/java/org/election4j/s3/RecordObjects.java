// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.election4j.s3.ConditionalObjects.Deleted;
import org.election4j.s3.ConditionalObjects.Got;
import org.election4j.s3.ConditionalObjects.Listed;
import org.election4j.s3.ConditionalObjects.Put;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.SweepByPages;
import org.election4j.spi.UnreadableRecordException;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Records in objects. Every text carries the nonce of its write, so that no two writes have the same content: an etag is
 * usually a hash of the content and would come back with it.
 *
 * <p>The server compares the etag only. The mark of a version is therefore the etag with the nonce behind it: a version
 * whose nonce is not the one that came with its etag never existed, and is rejected here.
 */
final class RecordObjects {

    private final ConditionalObjects objects;
    private final ObjectKeys keys;

    RecordObjects(ConditionalObjects objects, ObjectKeys keys) {
        this.objects = objects;
        this.keys = keys;
    }

    ReadOutcome read(RecordKey key, Attempt attempt) {
        String object = keys.of(key);
        Got got = objects.get(object, attempt);
        if (got instanceof Got.Found found) {
            return new ReadOutcome.Found(stored(object, found), StoreStamp.NONE);
        }
        return got instanceof Got.Unknown unknown
                ? new ReadOutcome.Unknown(unknown.cause())
                : new ReadOutcome.Absent(StoreStamp.NONE);
    }

    WriteOutcome write(CompareAndSet write, Attempt attempt) {
        LeaseRecord next = write.next();
        String expected = null;
        if (write.expected() != null) {
            expected = etagOf(write.expected());
            if (expected == null) {
                return new WriteOutcome.Rejected(StoreStamp.NONE);
            }
        }
        Put put = objects.put(keys.of(next.key()), expected, RecordCodec.encode(next), attempt);
        if (put instanceof Put.Stored stored) {
            return new WriteOutcome.Applied(version(next.nonce(), stored.mark()), StoreStamp.NONE);
        }
        return put instanceof Put.Unknown unknown
                ? new WriteOutcome.Unknown(unknown.cause())
                : new WriteOutcome.Rejected(StoreStamp.NONE);
    }

    /** Deletes one after the other; gives how many still had these versions. */
    int delete(List<StoredRecord> ended, Attempt attempt) {
        int deleted = 0;
        for (StoredRecord stored : ended) {
            String object = keys.of(stored.record().key());
            String expected = etagOf(stored.version());
            Deleted answer = expected == null ? new Deleted.Refused() : objects.delete(object, expected, attempt);
            if (answer instanceof Deleted.Unknown unknown) {
                throw unanswered("delete " + object, unknown.cause());
            }
            deleted += answer instanceof Deleted.Done ? 1 : 0;
        }
        return deleted;
    }

    /** The next records in the order of their keys. */
    SweepByPages.Page page(RecordKind kind, @Nullable String after, int limit, Attempt attempt) {
        Listed.Page listed = listed(kind, after, attempt);
        List<String> page =
                listed.keys().subList(0, Math.min(limit, listed.keys().size()));
        List<StoredRecord> records = new ArrayList<>();
        for (String key : page) {
            addIfPresent(key, records, new ArrayList<>(), attempt);
        }
        boolean more = listed.more() || page.size() < listed.keys().size();
        return new SweepByPages.Page(records, more ? page.get(page.size() - 1) : null, StoreStamp.NONE);
    }

    private Listed.Page listed(RecordKind kind, @Nullable String after, Attempt attempt) {
        Listed listed = objects.list(keys.of(kind), after, attempt);
        if (listed instanceof Listed.Unknown unknown) {
            throw unanswered("list " + keys.of(kind), unknown.cause());
        }
        return (Listed.Page) listed;
    }

    /** All records of a kind; what is deleted meanwhile is left out. */
    ListOutcome.Listed list(RecordKind kind, Attempt attempt) {
        List<StoredRecord> records = new ArrayList<>();
        List<UnreadableRecordException> unreadable = new ArrayList<>();
        String after = null;
        boolean more = true;
        while (more) {
            Listed.Page page = listed(kind, after, attempt);
            for (String key : page.keys()) {
                addIfPresent(key, records, unreadable, attempt);
                after = key;
            }
            more = page.more();
        }
        return new ListOutcome.Listed(records, unreadable, StoreStamp.NONE);
    }

    private void addIfPresent(
            String object, List<StoredRecord> records, List<UnreadableRecordException> unreadable, Attempt attempt) {
        // Consoles make an empty object for what they show as a folder.
        if (object.endsWith("/")) {
            return;
        }
        Got got = objects.get(object, attempt);
        if (got instanceof Got.Found found) {
            try {
                records.add(stored(object, found));
            } catch (UnreadableObjectException e) {
                unreadable.add(e);
            }
        } else if (got instanceof Got.Unknown unknown) {
            throw unanswered("read " + object, unknown.cause());
        }
    }

    private static LeaseStoreException unanswered(String what, Throwable cause) {
        return new LeaseStoreException("cannot " + what + ": " + cause.getMessage(), cause);
    }

    private StoredRecord stored(String object, Got.Found found) {
        LeaseRecord record = parsed(object, found.text());
        String home = keys.of(record.key());
        if (!home.equals(object)) {
            throw new UnreadableObjectException("object " + object + " in " + objects.describe()
                    + " holds the record of object " + home + "; delete the copy");
        }
        return new StoredRecord(record, version(record.nonce(), found.mark()), null);
    }

    private LeaseRecord parsed(String object, String text) {
        try {
            return RecordCodec.decode(text);
        } catch (LeaseStoreException e) {
            throw new UnreadableObjectException("object " + object + " in " + objects.describe()
                    + " cannot be read as a record, " + e.getMessage());
        }
    }

    private static Version version(UUID nonce, String etag) {
        return new Version(nonce, etag + " " + nonce);
    }

    /** The etag in a version; null if no write ever had this version. */
    private static @Nullable String etagOf(Version version) {
        String tail = " " + version.nonce();
        String mark = version.mark();
        return mark.endsWith(tail) ? mark.substring(0, mark.length() - tail.length()) : null;
    }
}
