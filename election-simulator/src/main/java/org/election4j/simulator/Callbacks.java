// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

/** Judges the order in which one elector's callbacks come. */
final class Callbacks {

    private final String who;
    private final ProcessReferee referee;
    private long openTerm;
    private long lastTerm;
    private long drainedTerm;
    private long drainedNanos;
    private boolean stopping;
    private boolean losing;
    private long workTerm;
    private long newsTerm;
    private boolean closed;

    Callbacks(String who, ProcessReferee referee) {
        this.who = who;
        this.referee = referee;
    }

    boolean isOpen() {
        return openTerm != 0 || workTerm != 0;
    }

    /** Whether nothing of that term was running at the given time, because all had returned or nothing had begun. */
    boolean hadDrained(long term, long byNanos) {
        // After close nothing is called any more, so nothing says that the term is lost.
        boolean running = (openTerm == term && !closed) || workTerm == term;
        return !running && (drainedTerm != term || drainedNanos <= byNanos);
    }

    void gained(long term, boolean valid) {
        any();
        demand(valid, "gained term " + term + ", which is over");
        demand(openTerm == 0, "gained term " + term + " while in term " + openTerm);
        demand(term > lastTerm, "gained term " + term + " after term " + lastTerm);
        openTerm = term;
        lastTerm = term;
        stopping = false;
        losing = false;
    }

    void stopping(long term, boolean valid) {
        any();
        demand(openTerm == term, "is told to stop term " + term + " while in term " + openTerm);
        demand(!stopping, "is told to stop term " + term + " twice");
        demand(!valid, "is told to stop term " + term + " and is still valid");
        stopping = true;
    }

    void losing(long term, boolean valid) {
        any();
        demand(openTerm == term, "lost term " + term + " while in term " + openTerm);
        demand(stopping, "lost term " + term + " without having been told to stop");
        demand(!losing, "lost term " + term + " twice");
        demand(!valid, "lost term " + term + " and is still valid");
        demand(workTerm == 0, "lost term " + term + " while its work runs");
        losing = true;
    }

    void lost(long term, long now) {
        openTerm = 0;
        drainedTerm = term;
        drainedNanos = now;
    }

    /** Another leader, or none: term 0. Where no history was lost the news come in order. */
    void leaderChanged(long term, boolean inOrder) {
        any();
        demand(!inOrder || term == 0 || term >= newsTerm, "hears of term " + term + " after term " + newsTerm);
        newsTerm = Math.max(newsTerm, term);
    }

    void workBegins(long term) {
        demand(workTerm == 0, "works in term " + term + " while it works already");
        workTerm = term;
    }

    void workEnds() {
        workTerm = 0;
    }

    void any() {
        if (closed) {
            referee.violate(Invariant.SILENCE_AFTER_CLOSE, who + " is called although it was closed");
        }
    }

    void closed(boolean isClosed) {
        if (!isClosed) {
            // Another elector opens. What this one has seen went with it.
            lastTerm = 0;
            newsTerm = 0;
        }
        closed = isClosed;
    }

    private void demand(boolean holds, String what) {
        if (!holds) {
            referee.violate(Invariant.CALLBACKS, who + " " + what);
        }
    }
}
