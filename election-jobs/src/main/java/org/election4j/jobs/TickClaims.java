// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.election4j.spi.Attempt;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.election4j.spi.UnsafeStoreException;
import org.jspecify.annotations.Nullable;

/**
 * One job's conversation with the store.
 *
 * <p>A claim whose answer is missing may have been applied, or land later. Its nonce is remembered until the record has
 * moved on; should the record show it, this process owns that tick and has run nothing of it. In the same way an end that
 * could not be written is kept and written before anything else. Used by one thread at a time.
 */
final class TickClaims {

    /** A claim that lands after that many others counts as one that was started and did not end. */
    private static final int MOST_OPEN = 100;

    private final TickStore store;
    private final String job;
    private final Duration limit;
    private final Set<UUID> open = new LinkedHashSet<>();
    private @Nullable UUID endOf;
    private volatile @Nullable TickRecord end;

    TickClaims(TickStore store, String job, Duration limit) {
        this.store = store;
        this.job = job;
        this.limit = limit;
    }

    TickRead read() {
        try {
            return store.read(job, Attempt.within(limit));
        } catch (RuntimeException e) {
            return new TickRead.Unknown(e);
        }
    }

    /** What the store cannot work without and somebody has to change; null if nothing is known to be missing. */
    @Nullable
    UnsafeStoreException missing() {
        try {
            store.probe(Attempt.within(limit));
            return null;
        } catch (UnsafeStoreException e) {
            return e;
        } catch (RuntimeException e) {
            // Not known now; the next call fails for the same reason, and tells it.
            return null;
        }
    }

    /** Whether the record is a claim of this process under which nothing was run. */
    boolean isUntouched(TickRecord record) {
        return open.contains(record.nonce());
    }

    TickWrite start(@Nullable UUID expected, TickRecord next) {
        TickWrite outcome;
        try {
            outcome = store.start(expected, next, Attempt.within(limit));
        } catch (RuntimeException e) {
            outcome = new TickWrite.Unknown(e);
        }
        if (outcome instanceof TickWrite.Unknown) {
            open.add(next.nonce());
            if (open.size() > MOST_OPEN) {
                open.remove(open.iterator().next());
            }
        }
        return outcome;
    }

    /** The record has moved on: what was open cannot land any more. */
    void forget() {
        open.clear();
    }

    boolean hasEndToWrite() {
        return end != null;
    }

    /** Writes an end, now or before the next claim; the cause if not now. */
    @Nullable
    Throwable end(UUID expected, TickRecord ended) {
        endOf = expected;
        end = ended;
        return writeEnd();
    }

    /** Writes what could not be written before; the cause if it still cannot. */
    @Nullable
    Throwable writeEnd() {
        UUID expected = endOf;
        TickRecord ended = end;
        if (expected == null || ended == null) {
            return null;
        }
        try {
            if (store.end(expected, ended, Attempt.within(limit)) instanceof TickWrite.Unknown unknown) {
                return unknown.cause();
            }
        } catch (RuntimeException e) {
            return e;
        }
        // Applied; or rejected, and then either it was applied before or another tick has replaced the record.
        endOf = null;
        end = null;
        return null;
    }
}
