// SPDX-License-Identifier: Apache-2.0
package org.election4j;

/** Why a leadership ended. */
public enum LossReason {
    /** {@link LeaderElector#resign()} was called. */
    RESIGNED(true),
    /** {@link LeaderElector#handOver(String)} was called. */
    HANDED_OVER(true),
    /** The elector or its candidate was closed, or the JVM is shutting down. */
    CLOSED(true),
    /** The leader work returned. */
    WORK_FINISHED(true),
    /** The leader work or {@link LeadershipListener#onGained} threw an exception. */
    WORK_FAILED(false),
    /** No heartbeat was acknowledged in time. {@link Loss#report()} says what took the time. */
    RENEWAL_TIMED_OUT(false),
    /** Somebody else ended the session: a rival that saw no heartbeat, or an operator. */
    SESSION_REVOKED(false),
    /**
     * The election's record was changed or deleted by somebody else; or the store's, in such a way that this candidate may not
     * take part any more.
     */
    RECORD_CHANGED(false),
    /** The store failed over, or was restored, and may have lost acknowledged writes. */
    STORE_FAILED_OVER(false);

    private final boolean chosen;

    LossReason(boolean chosen) {
        this.chosen = chosen;
    }

    /**
     * Whether this process gave the leadership up by its own choice.
     *
     * @return true for a choice, false for a failure
     */
    public boolean chosen() {
        return chosen;
    }
}
