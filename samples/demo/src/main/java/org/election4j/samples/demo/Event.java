// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.util.Optional;
import org.election4j.LossCause;
import org.election4j.LossReason;

/**
 * What a candidate's process reports, one line each on its standard output: a word, then numbers and names.
 *
 * <p>Times are {@link System#nanoTime()}. On Linux that is {@code CLOCK_MONOTONIC}, one clock for all processes of the
 * machine, so times of different processes can be compared. {@link Hello} lets the parent check that this is so here.
 */
sealed interface Event {

    /** When it happened. */
    long atNanos();

    /** The line that {@link #parse} reads. */
    String line();

    /** The process is up. */
    record Hello(long atNanos, long pid) implements Event {
        @Override
        public String line() {
            return "hello " + atNanos + " " + pid;
        }
    }

    /**
     * Leadership was asked for once: at some moment between two times the answer was this.
     *
     * @param beforeNanos read before the question
     * @param afterNanos read after the answer
     * @param term the term that was valid; 0 if the candidate did not lead
     * @param remainingNanos how long that term would stay valid by itself
     * @param writing whether the candidate asked in order to write, and now begins to work on it
     */
    record Sample(long beforeNanos, long afterNanos, long term, long remainingNanos, boolean writing) implements Event {
        boolean valid() {
            return term > 0;
        }

        @Override
        public long atNanos() {
            return afterNanos;
        }

        @Override
        public String line() {
            return "sample " + beforeNanos + " " + afterNanos + " " + term + " " + remainingNanos + " "
                    + (writing ? "write" : "look");
        }
    }

    /** A leadership has ended, and why. */
    record Lost(long atNanos, long term, LossReason reason, LossCause verdict) implements Event {
        @Override
        public String line() {
            return "lost " + atNanos + " " + term + " " + reason + " " + verdict;
        }
    }

    /** The fence refused a write of this term. */
    record Refused(long atNanos, long term) implements Event {
        @Override
        public String line() {
            return "refused " + atNanos + " " + term;
        }
    }

    /** Reads a line; empty if it is not one of ours. */
    static Optional<Event> parse(String line) {
        String[] words = line.split(" ");
        try {
            return Optional.ofNullable(
                    switch (words[0]) {
                        case "hello" -> new Hello(number(words, 1), number(words, 2));
                        case "sample" ->
                            new Sample(
                                    number(words, 1),
                                    number(words, 2),
                                    number(words, 3),
                                    number(words, 4),
                                    words[5].equals("write"));
                        case "lost" ->
                            new Lost(
                                    number(words, 1),
                                    number(words, 2),
                                    LossReason.valueOf(words[3]),
                                    LossCause.valueOf(words[4]));
                        case "refused" -> new Refused(number(words, 1), number(words, 2));
                        default -> null;
                    });
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            // Cut off in the middle, as the last line of a killed process may be.
            return Optional.empty();
        }
    }

    private static long number(String[] words, int index) {
        return Long.parseLong(words[index]);
    }
}
