// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is going to happen, in the order in which it will: by time, then by a draw from the seed, then in the
 * order in which it was asked for. What carries one key keeps its order among itself, as the work of one thread does.
 *
 * <p>Times are nanoseconds since the story began. Nothing runs in parallel.
 */
final class EventQueue {

    /** What runs hot would keep a story for ever in one instant. */
    private static final int MOST_AT_ONE_INSTANT = 20_000;

    private final long seed;
    private Event[] heap = new Event[256];
    private int size;
    private long number;
    private long now;
    private long trace;
    private long events;
    private int atThisInstant;

    EventQueue(long seed) {
        this.seed = seed;
    }

    /** Something to happen, until it is cancelled. */
    static final class Event {
        private final long time;
        private final long tie;
        private final long number;
        private @Nullable Runnable action;

        private Event(long time, long tie, long number, Runnable action) {
            this.time = time;
            this.tie = tie;
            this.number = number;
            this.action = action;
        }

        void cancel() {
            action = null;
        }

        private boolean before(Event other) {
            if (time != other.time) {
                return time < other.time;
            }
            return tie != other.tie ? tie < other.tie : number < other.number;
        }
    }

    long now() {
        return now;
    }

    long events() {
        return events;
    }

    /** A digest of everything that has happened: equal for equal stories. */
    long trace() {
        return trace;
    }

    /** Notes something in the digest. */
    void note(long what) {
        trace = mix(trace * 31 + what);
    }

    /** Plans something for a moment after a delay; a negative one counts as none. */
    Event after(long delayNanos, long key, Runnable action) {
        long time = now + Math.max(0, delayNanos);
        Event event = new Event(time, mix(seed ^ mix(time ^ (key << 40))), number++, action);
        add(event);
        return event;
    }

    /** Makes the next thing happen, unless it is due after the given time; then the time passes until there. */
    boolean step(long until) {
        while (size > 0 && heap[0].time <= until) {
            Event event = remove();
            Runnable action = event.action;
            if (action != null) {
                arriveAt(event.time, action);
                note(event.time ^ event.tie);
                events++;
                action.run();
                return true;
            }
        }
        now = Math.max(now, until);
        return false;
    }

    private void arriveAt(long time, Runnable action) {
        atThisInstant = time == now ? atThisInstant + 1 : 0;
        now = time;
        if (atThisInstant > MOST_AT_ONE_INSTANT) {
            throw new Violation(
                    Invariant.PROGRESS,
                    "time stands still: " + atThisInstant + " events at one instant, the last of them " + action);
        }
    }

    private void add(Event event) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        int at = size++;
        while (at > 0 && event.before(heap[(at - 1) / 2])) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = event;
    }

    private Event remove() {
        Event first = heap[0];
        Event last = requireNonNull(heap[--size]);
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            child = child + 1 < size && heap[child + 1].before(heap[child]) ? child + 1 : child;
            if (!heap[child].before(last)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        return first;
    }

    /** Spreads the bits of a number over all of it (SplitMix64). */
    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
