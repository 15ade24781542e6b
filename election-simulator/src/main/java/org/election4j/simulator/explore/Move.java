// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

/**
 * One step from a world to the next.
 *
 * @param kind what happens
 * @param process to which process; -1 if to none
 * @param detail which of several; see {@code Moves}
 */
record Move(Kind kind, int process, int detail) {

    /** What can happen. */
    enum Kind {
        TICK("time passes"),
        BEAT("sends a heartbeat, or the read that has to come first"),
        BEAT_SLOWLY("sends a heartbeat that is still on its way when it is given up"),
        HEARTBEAT_LANDS("heartbeat reaches the store"),
        HEARTBEAT_LANDS_TWICE("heartbeat reaches the store twice; the reply is that to the second"),
        HEARTBEAT_ANSWERED("heartbeat lane gets its answer"),
        HEARTBEAT_LOST("heartbeat is given up, and its request or its reply is lost"),
        HEARTBEAT_GIVEN_UP("heartbeat is given up, and can land later"),
        READ_ELECTION("reads the election"),
        READ_SESSION("reads the session of the holder"),
        READ_STORE("reads the store record"),
        SETTLE("sends the next write of the store record"),
        REVOKE("sends a revoke"),
        RELEASE("sends the release"),
        LEAVE_UNRELEASED("leaves without a release"),
        ACQUIRE("sends an acquisition"),
        CAMPAIGN_LANDS("campaign call reaches the store"),
        CAMPAIGN_LANDS_TWICE("campaign write reaches the store twice; the reply is that to the second"),
        CAMPAIGN_ANSWERED("campaign lane gets its answer"),
        CAMPAIGN_LOST("campaign write is given up, and its request or its reply is lost"),
        CAMPAIGN_GIVEN_UP("campaign write is given up, and can land later"),
        LOOK("watchdog finds the time over: stop signal"),
        ABANDON("session is left to run out: user code has overrun"),
        DRAINED("user code has returned"),
        RESIGN("resigns: stop signal"),
        HAND_OVER("hands over: stop signal"),
        LEAVE("closes its candidate: stop signal"),
        CRASH("is killed and started anew"),
        CLONE("is copied while it runs"),
        LATE_LANDS("a write given up long ago reaches the store"),
        LAG("a standby stops to follow"),
        FAIL_OVER("that standby is promoted, with a new epoch"),
        DELETE("somebody deletes a record"),
        COLLECT("an ended session is collected"),
        JUMP("the store's clock steps");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    @Override
    public String toString() {
        String who = process < 0 ? "" : ProcessState.nameOf(process) + " ";
        return who + kind.words + (detail == 0 ? "" : " (" + detail + ")");
    }
}
