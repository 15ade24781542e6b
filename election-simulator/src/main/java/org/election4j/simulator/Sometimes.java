// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

/** What has to happen now and then, or a search has not been where it should have been. */
public enum Sometimes {
    /** A write landed after its sender had given it up, and was applied. */
    LATE_WRITE_APPLIED,
    /** A write landed after its sender had given it up, and met another version. */
    LATE_WRITE_REFUSED,
    /** A heartbeat whose answer was lost was recognised, and the next one built on it. */
    OWN_HEARTBEAT_RECOGNISED,
    /** An acquisition whose answer was lost was recognised, and led. */
    OWN_ACQUISITION_RECOGNISED,
    /** An acquisition that landed after it was given up was freed, or taken again with a higher term. */
    GHOST_LAID,
    /** A duplicate made a success look like a rejection. */
    OWN_WRITE_DENIED,
    /** A batch was applied in part. */
    BATCH_TORN,
    /** A silent session was revoked. */
    REVOKED,
    /** A revoke lost against a renewal. */
    REVOKE_LOST_TO_RENEWAL,
    /** A revoke was refused because the store's clock disagreed. */
    REVOKE_REFUSED_BY_STORE_CLOCK,
    /** A revoke was made without asking the store's clock. */
    REVOKED_AGAINST_STORE_CLOCK,
    /** An absent session was declared ended. */
    ABSENT_SESSION_ENDED,
    /** An ended session was collected. */
    SESSION_COLLECTED,
    /** A write was refused because of its epoch or settlement. */
    GUARD_REFUSED,
    /** A failover lost writes. */
    FAILOVER_LOST_WRITES,
    /** A failover lost an acquisition. */
    FAILOVER_LOST_ACQUISITION,
    /** An epoch was settled after a quarantine. */
    EPOCH_SETTLED,
    /** Two promotions chose one epoch. */
    EPOCH_CHOSEN_TWICE,
    /** A term jumped because history may have been lost. */
    TERM_JUMPED,
    /** A record that made no sense was quarantined. */
    RECORD_QUARANTINED,
    /** A handover reached the candidate it was meant for. */
    HANDOVER_TAKEN,
    /** A handover fell to somebody else after its window. */
    HANDOVER_EXPIRED,
    /** An election was released. */
    RELEASED,
    /** A leadership ended because it was renewed too late. */
    LOST_BY_TIME_OUT,
    /** A leadership ended because its session was revoked. */
    LOST_BY_REVOKE,
    /** A leadership ended because its record was changed. */
    LOST_BY_RECORD_CHANGE,
    /** A leadership ended because of a failover. */
    LOST_BY_FAILOVER,
    /** A leadership ended because work failed. */
    LOST_BY_FAILED_WORK,
    /** A leadership ended because work was done. */
    LOST_BY_FINISHED_WORK,
    /** Leadership ended while the process was paused, and was over when it looked. */
    OVER_WITHOUT_A_STEP,
    /** A suspend was noticed. */
    SUSPEND_NOTICED,
    /** A step of the date could not be told from a suspend. */
    STEP_UNEXPLAINED,
    /** A rival led while user code of the former leader still ran. */
    OVERRUN_BESIDE_A_SUCCESSOR,
    /** A callback was still running when its elector was closed from it. */
    CLOSED_FROM_INSIDE,
    /** Two leaderships were valid at once, where that is not promised. */
    TWO_LEADERS_WHERE_WAIVED,
    /** The fenced register refused a leader of the past. */
    FENCE_REFUSED,
    /** A forged hint was delivered. */
    HINT_FORGED,
    /** A request that wrote an object was answered with 412. */
    OWN_OBJECT_REFUSED,
    /** The time of a call to an object store was up before its last request. */
    OBJECTS_OUT_OF_TIME,
    /** A candidate with another lease than its rival's took over. */
    LEASES_DIFFER,
    /** A process restarted under the same id and led again. */
    SAME_ID_LEADS_AGAIN
}
