// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

/** What must be true at every step of every story. */
public enum Invariant {
    /** No two valid leaderships of one election. */
    EXCLUSION("two valid leaderships of one election"),
    /** A leadership that is over never becomes valid again. */
    NO_RETURN("a leadership that was over is valid again"),
    /** Every acquisition that reaches the store has a larger term than all before it. */
    TERMS_RISE("an acquisition does not raise the term"),
    /** No two processes lead in one term. */
    TERM_IS_UNIQUE("two processes led in one term"),
    /** What a leader bases a fenced write on is what the fenced register holds. */
    FENCED_REGISTER("a fenced write overwrote something its writer had not seen"),
    /** Gained, stopping and lost come in turn, with rising terms, and never while the leadership says it is valid. */
    CALLBACKS("callbacks out of order"),
    /** Whoever leads no more is told to stop, and not only when the store answers again. */
    STOP_IN_TIME("not told to stop although the time is over"),
    /** No callback after close has returned. */
    SILENCE_AFTER_CLOSE("a callback after close"),
    /** No seat is given up before user code has returned. */
    DRAIN_BEFORE_RELEASE("released before user code had returned"),
    /** Every election finds its leader again once the faults are over. */
    RECOVERY("no leader although the faults are over"),
    /** With nothing but a crash, a successor leads within D and two polls. */
    SUCCESSION("the successor took too long"),
    /** Nothing changes while nothing happens. */
    CALM("something changed although nothing happened"),
    /** One heartbeat per renew interval, however many elections. */
    ONE_HEARTBEAT("more heartbeats than one per interval"),
    /** Whoever leaves leaves nothing behind. */
    FAREWELL("something was left behind by a close in calm"),
    /** Nobody runs hot. */
    PROGRESS("time stands still"),
    /** The engine never meets an error it did not expect. */
    NO_INTERNAL_ERROR("the engine met an error it did not expect"),
    /** The same seed gives the same story. */
    DETERMINISM("the same scenario gave another story");

    private final String meaning;

    Invariant(String meaning) {
        this.meaning = meaning;
    }

    /**
     * What is wrong when it does not hold.
     *
     * @return a clause
     */
    public String meaning() {
        return meaning;
    }
}
