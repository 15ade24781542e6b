// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import org.jspecify.annotations.Nullable;

/**
 * What is certain about one candidate's term. It was valid at some moment within the first sample and at some moment within
 * the last one, and, because validity never comes back, at every moment between these two.
 */
final class Reign {

    private final String candidate;
    private final long term;
    private final Event.Sample first;
    private Event.Sample last;
    private Event.@Nullable Sample firstFalse;

    Reign(String candidate, Event.Sample first) {
        this.candidate = candidate;
        this.term = first.term();
        this.first = first;
        this.last = first;
    }

    String candidate() {
        return candidate;
    }

    long term() {
        return term;
    }

    Event.Sample first() {
        return first;
    }

    Event.Sample last() {
        return last;
    }

    /** The candidate said that this term was valid. */
    void extend(Event.Sample sample) {
        if (sample.afterNanos() - last.afterNanos() > 0) {
            last = sample;
        }
    }

    /** The candidate said that it did not lead. Whether before, during or after this reign depends on when. */
    void interrupt(Event.Sample sample) {
        if (firstFalse == null && sample.beforeNanos() - first.afterNanos() >= 0) {
            firstFalse = sample;
        }
    }

    /** Whether this certainly was not valid any more, and certainly valid after that. */
    boolean cameBack() {
        return firstFalse != null && last.beforeNanos() - firstFalse.afterNanos() >= 0;
    }

    /** Whether there certainly was a moment at which both were valid. */
    boolean overlaps(Reign other) {
        return outlasts(other) && other.outlasts(this);
    }

    /** Whether this was certainly still valid when the other certainly was valid already. */
    boolean outlasts(Reign other) {
        return last.beforeNanos() - other.first.afterNanos() >= 0;
    }

    /** How long nobody led between the earlier reign and this one; negative if both led. */
    long gapNanosAfter(Reign earlier) {
        return first.beforeNanos() - earlier.last.afterNanos();
    }

    @Override
    public String toString() {
        return candidate + " in term " + term + " (valid from " + first.afterNanos() + " to " + last.beforeNanos()
                + ")";
    }
}
