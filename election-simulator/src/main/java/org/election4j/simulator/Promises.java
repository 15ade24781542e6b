// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.HashSet;
import java.util.LongSummaryStatistics;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.election4j.spi.ElectionRecord;

/**
 * What is promised at this moment, and what is not: see "What it does not promise" in docs/protocol.md and the table in
 * docs/guarantees.md. Everything that is not listed here is promised always.
 *
 * <ul>
 *   <li>Exclusion of an election whose record was deleted by hand: not until the faults are over and a lease has passed.
 *   <li>Exclusion where somebody trusts the store's clock (R4), and that clock was set: not until then either.
 *   <li>Exclusion on a machine without a boot clock whose date is set back while it is suspended: never drawn.
 *   <li>Order of terms across a loss of history (a failover that loses writes, a deletion): only as far as the dates of
 *       the candidates agree on the order of the acquisitions. A term may then be drawn a second time, and a fence cannot
 *       tell its two leaders apart. A term that is merely smaller is no exception: the fence refuses it.
 * </ul>
 */
final class Promises {

    private final Story story;
    private final Set<Integer> deleted = new HashSet<>();
    private final Set<String> ambiguousTerms = new HashSet<>();
    private boolean storeClockSet;
    private long largestDisagreementMillis;

    Promises(Story story) {
        this.story = story;
    }

    void electionDeleted(int election) {
        deleted.add(election);
    }

    void storeClockSet() {
        storeClockSet = true;
    }

    /** The faults are over, and everybody has had the time to notice. */
    void calm() {
        deleted.clear();
        storeClockSet = false;
    }

    boolean exclusion(int election) {
        boolean trusting = story.cast().members().stream().anyMatch(StorySetup.Member::trustsStoreClock);
        return !deleted.contains(election) && !(trusting && storeClockSet);
    }

    /** Whether a term must be larger than one acquired before, history having been lost in between. */
    boolean orderAcrossLoss(ElectionRecord before, ElectionRecord next, long beforeNanos) {
        long apartMillis = TimeUnit.NANOSECONDS.toMillis(story.queue().now() - beforeNanos);
        return next.since().isAfter(before.since()) && largestDisagreementMillis < apartMillis;
    }

    /** Dates disagree more and more if clocks run at different rates, and every acquisition is dated. */
    void compareDates() {
        LongSummaryStatistics dates = story.processes().stream()
                .mapToLong(process -> process.clock().dateMillis())
                .summaryStatistics();
        largestDisagreementMillis = Math.max(largestDisagreementMillis, dates.getMax() - dates.getMin());
    }

    /** The term was drawn a second time, after a loss of history across which terms have no promised order. */
    void ambiguous(int election, long term) {
        ambiguousTerms.add(election + ":" + term);
    }

    boolean uniqueTerm(int election, long term) {
        return !ambiguousTerms.contains(election + ":" + term);
    }
}
