// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.leadership;

import java.util.ArrayList;
import java.util.List;
import org.election4j.LossReason;
import org.election4j.spi.ElectionRecord;
import org.jspecify.annotations.Nullable;

/**
 * What keeps a leadership from being given up by choice, and what waits for that. Guarded by the engine's lock.
 *
 * <p>A pin touches no rule of the protocol: it only delays the moment at which H7 begins. What H6 stops is not asked.
 */
public final class Pins {

    /** A wish to give a leadership up: why, what to leave in the record, and how long to rest afterwards. */
    public record GivingUp(LossReason reason, ElectionRecord.Seat leaves, long restNanos) {}

    /** One pin; compared by identity. */
    public static final class Held {
        private final long endNanos;

        public Held(long endNanos) {
            this.endNanos = endNanos;
        }
    }

    private final List<Held> held = new ArrayList<>();
    private @Nullable GivingUp waiting;

    public void add(Held pin, long now) {
        dropThoseThatAreOver(now);
        held.add(pin);
    }

    public void remove(Held pin) {
        held.remove(pin);
    }

    /** Lets a wish wait, if there is a pin to wait for. The first wish stays. */
    public boolean defer(GivingUp what, long now) {
        dropThoseThatAreOver(now);
        if (held.isEmpty()) {
            return false;
        }
        if (waiting == null) {
            waiting = what;
        }
        return true;
    }

    /** Takes out what no pin holds up any more; null if there is nothing. */
    @Nullable
    public GivingUp ripe(long now) {
        dropThoseThatAreOver(now);
        GivingUp what = waiting;
        return held.isEmpty() ? what : null;
    }

    private void dropThoseThatAreOver(long now) {
        held.removeIf(pin -> now - pin.endNanos >= 0);
    }

    /** What waits; null if nothing does. */
    @Nullable
    public GivingUp waiting() {
        return waiting;
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
        boolean waited = waiting != null;
        waiting = null;
        held.clear();
        return waited;
    }
}
