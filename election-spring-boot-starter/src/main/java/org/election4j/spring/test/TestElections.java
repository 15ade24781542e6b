// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.test;

import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.election4j.testkit.ScriptedElector;
import org.jspecify.annotations.Nullable;

/**
 * Who leads, as the test says. Events and callbacks run on the thread of the test, before these methods return. Thread-safe.
 */
public final class TestElections {

    private final ScriptedElections elections;

    TestElections(ScriptedElections elections) {
        this.elections = elections;
    }

    /**
     * Lets the application lead.
     *
     * @param electionName the election
     * @return the leadership
     * @throws IllegalStateException if it leads already
     */
    public Leadership grant(String electionName) {
        return elector(electionName).grant();
    }

    /**
     * Lets the application lead the only election that there is.
     *
     * @return the leadership
     * @throws IllegalStateException if it leads already, or there are several elections
     */
    public Leadership grant() {
        return elections.only().grant();
    }

    /**
     * Takes the leadership away, as a store that cannot be reached does.
     *
     * @param electionName the election; does nothing if it is not led
     */
    public void take(String electionName) {
        take(electionName, LossReason.RENEWAL_TIMED_OUT);
    }

    /** Takes the leadership of the only election away. */
    public void take() {
        elections.only().lose(LossReason.RENEWAL_TIMED_OUT);
    }

    /**
     * Takes the leadership away.
     *
     * @param electionName the election; does nothing if it is not led
     * @param reason why
     */
    public void take(String electionName, LossReason reason) {
        elector(electionName).lose(reason);
    }

    /**
     * Lets the application see another leader.
     *
     * @param electionName the election
     * @param leader who leads; null for nobody
     */
    public void leader(String electionName, @Nullable LeaderInfo leader) {
        elector(electionName).leader(leader);
    }

    /** Takes all leaderships away, silently if there are none: for the end of a test. */
    public void reset() {
        elections.all().forEach(elector -> elector.lose(LossReason.RESIGNED));
    }

    /**
     * The elector behind an election, for what else it can do.
     *
     * @param electionName the election
     * @return the elector
     * @throws IllegalArgumentException if there is no such election
     */
    public ScriptedElector elector(String electionName) {
        return elections.named(electionName);
    }
}
