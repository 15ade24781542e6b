// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.TickPause;
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

    private static final int MOST_TRIES = 3;

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

    /** Asks on behalf of somebody who waits for the answer. May be used by any thread. */
    TickRead ask() {
        TickRead read = read();
        if (read instanceof TickRead.Unknown unknown) {
            throw unanswered("read", unknown.cause());
        }
        return read;
    }

    /** May be used by any thread. */
    void pause(TickPause pause) {
        settle("pause", () -> store.pause(pause, Attempt.within(limit)));
    }

    /** May be used by any thread. */
    void resume() {
        settle("resume", () -> store.resume(job, Attempt.within(limit)));
    }

    /** Two who pause and resume at the same moment do so one after the other. */
    private void settle(String what, Supplier<TickWrite> call) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            TickWrite outcome;
            try {
                outcome = call.get();
            } catch (RuntimeException e) {
                throw unanswered(what, e);
            }
            if (outcome instanceof TickWrite.Applied) {
                return;
            }
            if (outcome instanceof TickWrite.Unknown unknown) {
                throw unanswered(what, unknown.cause());
            }
        }
        throw new LeaseStoreException(
                "cannot " + what + " job '" + job + "': others paused or resumed it at the same moment, " + MOST_TRIES
                        + " times",
                null);
    }

    private LeaseStoreException unanswered(String what, Throwable cause) {
        UnsafeStoreException missing = missing();
        Throwable why = missing == null ? cause : missing;
        return new LeaseStoreException("cannot " + what + " job '" + job + "': " + why.getMessage(), why);
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
