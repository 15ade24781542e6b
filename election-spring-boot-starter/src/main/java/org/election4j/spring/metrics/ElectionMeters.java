// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.metrics;

/**
 * The names of all meters, and of their tags. Tags are bounded: elections are those of the configuration, everything else is
 * an enumeration.
 */
public final class ElectionMeters {

    /** Gauge per election: 1 while this application leads. */
    public static final String LEADING = "election.leading";
    /** Gauge per election: 1 while some leader is seen. */
    public static final String LEADER_SEEN = "election.leader.seen";
    /** Gauge per election, in seconds: how long the leadership here stays valid without a further heartbeat. */
    public static final String VALIDITY = "election.validity";
    /** Counter per election: how often another leader was seen. */
    public static final String CHANGES = "election.changes";
    /** Counter per election, reason and cause: leaderships of this application that ended. */
    public static final String LOSSES = "election.losses";
    /** Timer per election: how long nobody was seen leading; recorded when a leader is seen again. */
    public static final String LEADERLESS = "election.leaderless";
    /** Timer per election: from the stop signal until all work has returned. */
    public static final String DRAIN = "election.drain";
    /** Counter per election and outcome: calls of methods with {@code @OnLeader}. */
    public static final String CALLS = "election.calls";
    /** Timer per outcome: from when a heartbeat was due until its answer. */
    public static final String HEARTBEAT = "election.heartbeat";
    /** Distribution: which share of the time that a leader has for a heartbeat was used. Beyond 1 the leadership is lost. */
    public static final String HEARTBEAT_MARGIN = "election.heartbeat.margin";

    /** The tag with the name of the election. */
    public static final String ELECTION = "election";
    /** The tag with what became of something. */
    public static final String OUTCOME = "outcome";
    /** The tag with a {@link org.election4j.LossReason}. */
    public static final String REASON = "reason";
    /** The tag with a {@link org.election4j.LossCause}. */
    public static final String CAUSE = "cause";

    private ElectionMeters() {}
}
