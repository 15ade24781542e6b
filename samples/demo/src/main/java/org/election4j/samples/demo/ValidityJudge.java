// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges from samples whether two candidates were valid at once.
 *
 * <p><b>What a sample proves.</b> A process reads the clock, asks {@code isValid()}, and reads the clock again: b, v, a. The
 * answer v was given at some moment t with {@code b <= t <= a}; which one cannot be known, because the process may have been
 * paused anywhere in between, even for seconds. A later write is no sample: it proves when it arrived, not that its writer
 * was valid.
 *
 * <p><b>What two samples of one term prove.</b> Validity of a term is promised to be one stretch of time. If a term was
 * valid at t1 and at t2, it was valid all the time between. So the true samples of a candidate's term prove validity from t1
 * (of its first sample) to t2 (of its last), wherever those lie within their brackets: at least from the first a to the last
 * b. The promise itself is judged, too: a term that was certainly valid after it certainly was not is reported.
 *
 * <p><b>What is reported.</b> Two terms were certainly valid at once if each one's last b is not before the other's first a:
 * wherever the real moments lie within their brackets, the two stretches meet. One half of that is bad enough, because terms
 * rise: a smaller term that was certainly valid after a larger one had been. If that fails, some choice of moments keeps the
 * two apart, and nothing is said. So there is no false alarm; and a real overlap goes unseen only if it is shorter than the
 * samples are apart, some ten milliseconds, or if a process was paused within its very last sample.
 *
 * <p>One term with two holders is reported as well. Not thread-safe.
 */
final class ValidityJudge {

    private final List<Reign> reigns = new ArrayList<>();
    private long samples;

    /** Takes a sample of a candidate. Those of one candidate may come somewhat out of order: it has several threads. */
    void judge(String candidate, Event.Sample sample) {
        samples++;
        if (!sample.valid()) {
            reigns.stream()
                    .filter(reign -> reign.candidate().equals(candidate))
                    .forEach(reign -> reign.interrupt(sample));
            return;
        }
        reigns.stream()
                .filter(reign ->
                        reign.term() == sample.term() && reign.candidate().equals(candidate))
                .findFirst()
                .ifPresentOrElse(reign -> reign.extend(sample), () -> reigns.add(new Reign(candidate, sample)));
    }

    /** How many samples were judged. */
    long samples() {
        return samples;
    }

    /** The terms seen, in the order in which they were first heard of. */
    List<Reign> reigns() {
        return List.copyOf(reigns);
    }

    /** Everything that must not be, one sentence each. Reigns still go on, so ask again later. */
    List<String> violations() {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < reigns.size(); i++) {
            if (reigns.get(i).cameBack()) {
                found.add("valid again after it was not: " + reigns.get(i));
            }
            for (int j = i + 1; j < reigns.size(); j++) {
                compare(reigns.get(i), reigns.get(j), found);
            }
        }
        return found;
    }

    private static void compare(Reign one, Reign other, List<String> found) {
        Reign smaller = one.term() < other.term() ? one : other;
        Reign larger = smaller.equals(one) ? other : one;
        if (smaller.term() == larger.term()) {
            found.add("one term with two holders: " + smaller + " and " + larger);
        } else if (smaller.overlaps(larger)) {
            found.add("two leaders at once: " + smaller + " and " + larger);
        } else if (smaller.outlasts(larger)) {
            found.add("an old leader after a new one: " + smaller + " and " + larger);
        }
    }
}
