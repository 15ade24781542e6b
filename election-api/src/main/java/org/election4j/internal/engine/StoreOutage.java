// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a person is told that the store cannot be used. If the store refuses this client, at once, because waiting does
 * not mend that. Otherwise after a lease, because short disturbances mend themselves. From then on rarely, also if the store
 * works and fails in turns. Guarded by the engine's lock.
 */
final class StoreOutage {

    private static final long FIRST_PAUSE_NANOS = 60_000_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 60 * FIRST_PAUSE_NANOS;

    private final long patienceNanos;
    private @Nullable Long sinceNanos;
    private @Nullable Long toldNanos;
    private long pauseNanos;
    private boolean told;

    /**
     * The store works, as far as is known.
     *
     * @param patienceNanos how long an outage may last before it is told
     */
    StoreOutage(long patienceNanos) {
        this.patienceNanos = patienceNanos;
    }

    /**
     * A call has failed.
     *
     * @param refused whether the store refuses this client
     * @param now the time
     * @return whether to tell it
     */
    boolean failed(boolean refused, long now) {
        Long since = sinceNanos;
        if (since == null) {
            since = now;
            sinceNanos = since;
        }
        boolean due = refused || now - since >= patienceNanos;
        if (!due || isTooSoon(now)) {
            return false;
        }
        toldNanos = now;
        told = true;
        return true;
    }

    /** Each line doubles the pause before the next, up to an hour; two hours without one start anew. */
    private boolean isTooSoon(long now) {
        Long last = toldNanos;
        if (last == null || now - last >= 2 * LONGEST_PAUSE_NANOS) {
            pauseNanos = FIRST_PAUSE_NANOS;
            return false;
        }
        if (now - last < pauseNanos) {
            return true;
        }
        pauseNanos = Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos);
        return false;
    }

    /** Nothing fails any more; true if somebody was told that something did. */
    boolean over() {
        boolean wasTold = told;
        sinceNanos = null;
        told = false;
        return wasTold;
    }

    /** For how long calls have failed without a success between them, in whole milliseconds; zero if none has. */
    Duration lasts(long now) {
        Long since = sinceNanos;
        return since == null ? Duration.ZERO : Duration.ofMillis((now - since) / 1_000_000);
    }
}
