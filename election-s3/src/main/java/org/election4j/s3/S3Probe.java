// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import org.election4j.s3.ConditionalObjects.Deleted;
import org.election4j.s3.ConditionalObjects.Got;
import org.election4j.s3.ConditionalObjects.Put;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.RandomIds;
import org.election4j.spi.UnsafeStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Tries every condition on an object of its own and refuses servers that ignore one. Some do, and answer 200.
 *
 * <p>One after the other, so it cannot see a server that looks and writes in two steps: there, two writers at the same
 * moment may both succeed. Only a test with many writers shows that; the documentation lists the servers that passed one.
 */
final class S3Probe {

    private static final String WRONG_ETAG = "\"00000000000000000000000000000000\"";

    private final ConditionalObjects objects;
    private final String key;
    private final boolean deletes;
    private final String first = text();
    private final String second = text();

    S3Probe(ConditionalObjects objects, ObjectKeys keys, boolean deletes) {
        this(objects, keys.probe(new RandomIds().next().toString()), deletes);
    }

    /** A probe where ticks are. */
    static S3Probe ofTicks(ConditionalObjects objects, ObjectKeys keys, boolean deletes) {
        return new S3Probe(objects, keys.tickProbe(new RandomIds().next().toString()), deletes);
    }

    private S3Probe(ConditionalObjects objects, String key, boolean deletes) {
        this.objects = objects;
        this.key = key;
        this.deletes = deletes;
    }

    private static String text() {
        return "A probe of Election4J, safe to delete: " + new RandomIds().next() + "\n";
    }

    void check(Attempt attempt) {
        String current = null;
        try {
            requireAbsent(objects.get(key, attempt));
            current = create(attempt);
            refuse(
                    objects.put(key, null, second, attempt),
                    "it overwrites an object although If-None-Match: * forbids it");
            refuse(
                    objects.put(key, WRONG_ETAG, second, attempt),
                    "it overwrites an object although If-Match names another etag");
            String old = current;
            current = replace(old, attempt);
            requireCurrent(current, objects.get(key, attempt));
            refuse(
                    objects.put(key, old, text(), attempt),
                    "it overwrites an object although If-Match names the etag it had before");
            if (deletes) {
                checkDeletion(current, attempt);
                current = null;
            }
        } finally {
            tidyUp(current, attempt);
        }
    }

    private void requireAbsent(Got got) {
        if (got instanceof Got.Found) {
            throw unsafe("it has an object at a random key");
        }
        known(
                got instanceof Got.Unknown unknown ? unknown.cause() : null,
                "read an object that is not there",
                "s3:GetObject and s3:ListBucket");
    }

    private String create(Attempt attempt) {
        Put put = objects.put(key, null, first, attempt);
        known(put instanceof Put.Unknown unknown ? unknown.cause() : null, "write an object", "s3:PutObject");
        if (put instanceof Put.Stored stored) {
            return stored.mark();
        }
        throw unsafe("it refuses If-None-Match: * although there is no object");
    }

    private String replace(String current, Attempt attempt) {
        Put put = objects.put(key, current, second, attempt);
        known(put instanceof Put.Unknown unknown ? unknown.cause() : null, "write an object", "s3:PutObject");
        if (put instanceof Put.Stored stored) {
            if (stored.mark().equals(current)) {
                throw unsafe("it gives different contents the same etag");
            }
            return stored.mark();
        }
        throw new UnsafeStoreException(objects.describe() + " refuses a write although If-Match names the current etag;"
                + " change S3Options.unquotedEtags: old releases of Ceph want etags without quotation marks");
    }

    private void requireCurrent(String mark, Got got) {
        known(got instanceof Got.Unknown unknown ? unknown.cause() : null, "read an object", "s3:GetObject");
        if (!(got instanceof Got.Found found)
                || !found.mark().equals(mark)
                || !found.text().equals(second)) {
            throw unsafe("a read does not show what was written just before, or under another etag");
        }
    }

    private void refuse(Put put, String complaint) {
        known(
                put instanceof Put.Unknown unknown ? unknown.cause() : null,
                "write an object on a condition that fails",
                "s3:PutObject");
        if (put instanceof Put.Stored) {
            throw unsafe(complaint);
        }
    }

    private void checkDeletion(String current, Attempt attempt) {
        Deleted wrong = objects.delete(key, WRONG_ETAG, attempt);
        known(wrong instanceof Deleted.Unknown unknown ? unknown.cause() : null, "delete an object", "s3:DeleteObject");
        if (wrong instanceof Deleted.Done) {
            throw new UnsafeStoreException(
                    objects.describe() + " deletes an object although If-Match names another etag;"
                            + " set S3Options.conditionalDeletes to false, and let a lifecycle rule clear up");
        }
        Deleted right = objects.delete(key, current, attempt);
        known(right instanceof Deleted.Unknown unknown ? unknown.cause() : null, "delete an object", "s3:DeleteObject");
        if (right instanceof Deleted.Refused) {
            throw unsafe("it refuses to delete an object although If-Match names its etag");
        }
    }

    /** Best effort: where deletions have no condition, the etag does no harm. */
    private void tidyUp(@Nullable String current, Attempt attempt) {
        if (current != null) {
            objects.delete(key, current, attempt);
        }
    }

    private UnsafeStoreException unsafe(String complaint) {
        return new UnsafeStoreException(objects.describe() + " cannot keep leases: " + complaint
                + "; use a bucket whose server supports conditional writes");
    }

    /** A right is named where one is missing, and nowhere else. */
    private void known(@Nullable Throwable cause, String what, String rights) {
        if (cause == null) {
            return;
        }
        LeaseStoreException told = Failures.told(cause);
        boolean denied = cause.getCause() != null && Failures.ACCESS_DENIED.equals(Failures.code(cause.getCause()));
        String message = "cannot " + what + " in " + objects.describe() + ": "
                + (denied ? "it needs " + rights + "; " : "") + told.getMessage();
        throw told instanceof AccessRefusedException
                ? new AccessRefusedException(message, told)
                : new LeaseStoreException(message, told);
    }
}
