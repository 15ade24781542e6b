// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

/** What a scope must have seen, or it proves less than it seems to. Counted per transition. */
enum Witness {
    /** Somebody began to lead. */
    LED,
    /** A leader had a heartbeat acknowledged for the second time in one term. */
    RENEWED_TWICE,
    /** A stop that came because no heartbeat was acknowledged in time. */
    STOPPED_IN_TIME,
    /** A silent session was revoked. */
    REVOKED,
    /** A session that renewed at the last moment: the revoke was rejected. */
    REVOKE_LOST_TO_RENEWAL,
    /** An election was taken from a holder whose session was revoked. */
    TAKEN_OVER,
    /** A write landed after its sender had given it up. */
    LATE_WRITE_LANDED,
    /** An acquisition given up landed late, and named a process for nothing. */
    LATE_ACQUISITION_LANDED,
    /** A read showed that an unanswered heartbeat had been applied. */
    OWN_HEARTBEAT_RECOGNISED,
    /** A read showed that a heartbeat had landed after another had been sent. */
    SLOW_HEARTBEAT_RECOGNISED,
    /** A read showed that an unanswered acquisition had been applied. */
    OWN_ACQUISITION_RECOGNISED,
    /** A read showed that an unanswered release had been applied. */
    OWN_RELEASE_RECOGNISED,
    /** The reply to a write that was applied said "rejected". */
    APPLIED_YET_REJECTED,
    /** What named this process for nothing was taken again, or freed. */
    STRAY_TAKEN_BACK,
    /** A session ended before its first acknowledgement, or renewed while it drained. */
    RENEWED_WHILE_DRAINING,
    /** A second session led after the first of the same process had ended. */
    SECOND_INCARNATION_LED,
    /** A seat was freed after the drain. */
    FREED,
    /** A seat was handed over. */
    HANDED_OVER,
    /** The candidate named by a handover took it. */
    HANDOVER_TAKEN,
    /** Another took it after the window. */
    HANDOVER_EXPIRED,
    /** A candidate that was closed wrote the end of its session. */
    LEFT,
    /** A failover lost a write. */
    FAILED_OVER_WITH_LOSS,
    /** A failover lost an acquisition that had been acknowledged. */
    LOST_A_LEADER,
    /** A leader stopped because an answer showed another epoch. */
    EPOCH_STOPPED_A_LEADER,
    /** A write prepared under another epoch, or another settlement, reached the store. */
    GUARD_REFUSED,
    /** Election writes were held back because the epoch was not settled, though the seat was open. */
    QUARANTINED,
    /** An epoch was declared settled. */
    SETTLED,
    /** Somebody led under the epoch that a failover had brought. */
    LED_AFTER_FAILOVER,
    /** A record that makes no sense was watched first (R6). */
    SUSPECTED,
    /** A suspect record was taken once its time was over. */
    SUSPECT_TAKEN,
    /** The holder saw that its record had been changed (H9). */
    RECORD_CHANGE_SEEN,
    /** An absent session was created as ended. */
    TOMBSTONE_WRITTEN,
    /** An ended session was deleted. */
    COLLECTED,
    /** The store's clock stepped. */
    CLOCK_JUMPED,
    /** The store refused a revoke because its clock said that the session lives. */
    REVOKE_REFUSED_BY_CLOCK,
    /** A revoke without the condition on the store's clock, after two leases. */
    REVOKED_WITHOUT_CLOCK
}
