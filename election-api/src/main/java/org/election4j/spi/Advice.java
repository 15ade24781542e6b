// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * What a store answers to {@link LeaseStore#advice()}: it remembers sentences for the operator, each once and twenty at most.
 * Thread-safe.
 */
public final class Advice {

    private static final int MOST = 20;

    private final Set<String> sentences = new ConcurrentSkipListSet<>();

    /** No sentence yet. */
    public Advice() {}

    /**
     * Remembers a sentence.
     *
     * @param sentence says what is the matter and what to change; shown as {@link OneLine#of} returns it
     */
    public void add(String sentence) {
        if (sentences.size() < MOST) {
            sentences.add(OneLine.of(sentence));
        }
    }

    /**
     * All sentences so far.
     *
     * @return a copy, in alphabetical order
     */
    public List<String> all() {
        return List.copyOf(sentences);
    }
}
