// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.election4j.LossReason;
import org.election4j.spi.ElectionRecord;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a leadership from being given up by choice, and what waits for that. Guarded by the engine's lock.
 *
 * <p>A pin touches no rule of the protocol: it only delays the moment at which H7 begins. What H6 stops is not asked. A
 * handover holds a pin of its own while it is looked up whether its candidate is there.
 */
public final class Pins {

    /**
     * A wish to give a leadership up.
     *
     * @param reason why
     * @param leaves what to leave in the record
     * @param restNanos how long to rest afterwards
     * @param lookup what has to say first that there is somebody to hand over to; null if nothing has to
     */
    public record GivingUp(
            LossReason reason,
            ElectionRecord.Seat leaves,
            long restNanos,
            @Nullable Lookup lookup) {

        /** A wish that nothing has to confirm. */
        public GivingUp(LossReason reason, ElectionRecord.Seat leaves, long restNanos) {
            this(reason, leaves, restNanos, null);
        }
    }

    /** One pin; compared by identity. */
    public static class Held {
        private long endNanos;

        public Held(long endNanos) {
            this.endNanos = endNanos;
        }
    }

    /** A pin that a handover holds until the store has said whether there is somebody to hand over to. */
    public static final class Lookup extends Held {
        private final Runnable refuse;
        private boolean confirmed;

        /**
         * A lookup.
         *
         * @param endNanos when it counts as unanswered
         * @param refuse called once if there is nobody, or no answer in time
         */
        public Lookup(long endNanos, Runnable refuse) {
            super(endNanos);
            this.refuse = refuse;
        }

        /** Says what the store said; nothing changes before the next look at the pins. */
        public void answered(boolean found) {
            confirmed = found;
        }
    }

    private final List<Held> held = new ArrayList<>();
    private final Deque<GivingUp> waiting = new ArrayDeque<>();

    public void add(Held pin, long now) {
        dropThoseThatAreOver(now);
        held.add(pin);
    }

    public void remove(Held pin) {
        held.remove(pin);
    }

    /** No pin holds for longer than until then. */
    public void endBy(long nanos) {
        held.forEach(pin -> pin.endNanos = pin.endNanos - nanos > 0 ? nanos : pin.endNanos);
    }

    /** Lets a wish wait, if there is a pin to wait for. The first wish stays, unless it is a handover that is refused. */
    public boolean defer(GivingUp what, long now) {
        dropThoseThatAreOver(now);
        if (held.isEmpty()) {
            return false;
        }
        if (waiting.isEmpty() || waiting.peekLast().lookup() != null) {
            waiting.add(what);
        }
        return true;
    }

    /** Takes out what no pin holds up any more; null if there is nothing. */
    public @Nullable GivingUp ripe(long now) {
        dropThoseThatAreOver(now);
        return held.isEmpty() ? waiting.peek() : null;
    }

    private void dropThoseThatAreOver(long now) {
        held.removeIf(pin -> now - pin.endNanos >= 0);
        waiting.removeIf(wish -> {
            Lookup lookup = wish.lookup();
            if (lookup == null || lookup.confirmed || held.contains(lookup)) {
                return false;
            }
            lookup.refuse.run();
            return true;
        });
    }

    /** What waits; null if nothing does. */
    public @Nullable GivingUp waiting() {
        return waiting.peek();
    }

    /** When the last pin is over. */
    public long endNanos() {
        long end = held.get(0).endNanos;
        for (Held pin : held) {
            end = pin.endNanos - end > 0 ? pin.endNanos : end;
        }
        return end;
    }

    /** The leadership ends, whoever wished for it; true if somebody did. */
    public boolean clear() {
        boolean waited = !waiting.isEmpty();
        waiting.clear();
        held.clear();
        return waited;
    }
}
