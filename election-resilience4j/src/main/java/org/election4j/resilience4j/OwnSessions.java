// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that were opened through this store. Nobody but its owner ever writes a session {@code LIVE}, so whoever
 * wrote one through here owns it. Thread-safe.
 */
final class OwnSessions {

    /** Far more than candidates of one process. A session that has dropped out is treated like a stranger's. */
    private static final int MOST = 1_000;

    private final Ticker ticker;
    private final Map<UUID, Life> lives = new Lives();

    OwnSessions(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * What is known of one session.
     *
     * @param protectedUntilNanos when the last heartbeat that was acknowledged has run out; null before the first
     * @param mayHold whether an election may be held through it
     */
    private record Life(@Nullable Long protectedUntilNanos, boolean mayHold) {}

    long now() {
        return ticker.nanos();
    }

    synchronized boolean contains(UUID incarnation) {
        return lives.containsKey(incarnation);
    }

    /** A write of the session as {@code LIVE} is on its way. */
    synchronized void writing(SessionRecord session) {
        lives.putIfAbsent(session.incarnation(), new Life(null, false));
    }

    /** Such a write was acknowledged; it had been begun then. */
    synchronized void acknowledged(SessionRecord session, long begunNanos) {
        long until = begunNanos + session.lease().toNanos();
        lives.compute(session.incarnation(), (incarnation, life) -> new Life(until, life != null && life.mayHold()));
    }

    /** An election may be held through the session from now on. */
    synchronized void acquiring(UUID incarnation) {
        lives.computeIfPresent(incarnation, (id, life) -> new Life(life.protectedUntilNanos(), true));
    }

    /** The session is over for ever. */
    synchronized void ended(UUID incarnation) {
        lives.remove(incarnation);
    }

    /** Whether reading the session now may save a leadership: something may be held, and the lease has not run out. */
    synchronized boolean isWorthSaving(UUID incarnation) {
        Life life = lives.get(incarnation);
        return life != null
                && life.mayHold()
                && life.protectedUntilNanos() != null
                && ticker.nanos() - life.protectedUntilNanos() < 0;
    }

    /** Forgets the session that was not used for longest. */
    private static final class Lives extends LinkedHashMap<UUID, Life> {
        private static final long serialVersionUID = 1L;

        Lives() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Life> eldest) {
            return size() > MOST;
        }
    }
}
