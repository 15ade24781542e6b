// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import org.election4j.internal.machine.CampaignState;
import org.election4j.internal.machine.SessionIdentity;
import org.election4j.internal.machine.SessionMachine;
import org.election4j.internal.machine.SettlementMachine;
import org.election4j.internal.machine.Timings;
import org.jspecify.annotations.Nullable;

/**
 * All there is to know of one process. The first of these are what the production engine keeps, too;
 * the last four are kept by an observer, to tell whether the rules hold.
 *
 * @param index which process
 * @param clock its clock, in nanoseconds
 * @param timings its times
 * @param leaving whether its candidate is being closed
 * @param sessions how many sessions it has opened
 * @param identity the current session; null if there is none
 * @param session the state of the current session; null if there is none
 * @param lastSentNanos when the last heartbeat was sent
 * @param campaign the election
 * @param rival the holder's session; null if it is not watched
 * @param settlement the epoch
 * @param heartbeatCall what the heartbeat lane waits for
 * @param campaignCall what the campaign lane waits for
 * @param heldReadNanos when the record that is held was last read (H9)
 * @param recordLost whether the record held was seen to be somebody else's
 * @param protectedUntilNanos end of the validity of a session that is gone, while something held through it drains
 * @param lapsed whether the current leadership was seen not to be valid any more
 * @param copiedAt how many heartbeats the current session had begun when this process was copied, or made as a copy;
 *     {@link #NEVER} if it was not
 * @param renewals heartbeats acknowledged in this leadership; for the witness only, so no part of the fingerprint
 */
record ProcessState(
        int index,
        long clock,
        Timings timings,
        boolean leaving,
        int sessions,
        @Nullable SessionIdentity identity,
        SessionMachine.@Nullable State session,
        long lastSentNanos,
        CampaignState campaign,
        @Nullable Rival rival,
        SettlementMachine.State settlement,
        @Nullable Call heartbeatCall,
        @Nullable Call campaignCall,
        long heldReadNanos,
        boolean recordLost,
        @Nullable Long protectedUntilNanos,
        boolean lapsed,
        int renewals,
        long copiedAt) {

    static final long NEVER = -1;

    /** What drains is protected by a session that is gone, and whose last heartbeat was from before the copy. */
    static final long UNTIL_DRAINED = Long.MAX_VALUE;

    /** The configured id. */
    String id() {
        return nameOf(index);
    }

    static String nameOf(int index) {
        return "candidate-" + index;
    }

    /** The same process, as another one, in the moment in which it is copied. */
    ProcessState copiedAs(int other) {
        long heartbeats = session == null ? 0 : session.begun();
        return new ProcessState(
                other,
                clock,
                timings,
                leaving,
                sessions,
                identity,
                session,
                lastSentNanos,
                campaign,
                rival,
                settlement,
                heartbeatCall,
                campaignCall,
                heldReadNanos,
                recordLost,
                protectedUntilNanos,
                lapsed,
                renewals,
                heartbeats);
    }

    /** The same process some time later. Nothing else happens. */
    ProcessState later(long nanos) {
        return with(clock + nanos, lapsed, heartbeatCall, campaignCall);
    }

    /** Whether all that this process believes in is from before it was copied. No rule keeps such a one from going on. */
    boolean isBorrowed() {
        return copiedAt != NEVER && (session == null || session.ackedNumber() <= copiedAt);
    }

    /** The observer looks: a leadership that is not valid now has lapsed for good. */
    ProcessState observed() {
        boolean lapses = campaign.phase() == CampaignState.Phase.LEADING && (lapsed || !Rules.leads(this));
        return lapses == lapsed ? this : with(clock, lapses, heartbeatCall, campaignCall);
    }

    /** The same process, whose calls have become these. */
    ProcessState with(@Nullable Call heartbeat, @Nullable Call other) {
        return with(clock, lapsed, heartbeat, other);
    }

    private ProcessState with(long now, boolean lapses, @Nullable Call heartbeat, @Nullable Call other) {
        return new ProcessState(
                index,
                now,
                timings,
                leaving,
                sessions,
                identity,
                session,
                lastSentNanos,
                campaign,
                rival,
                settlement,
                heartbeat,
                other,
                heldReadNanos,
                recordLost,
                protectedUntilNanos,
                lapses,
                renewals,
                copiedAt);
    }
}
