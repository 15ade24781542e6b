// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Sentences for the operator: see {@link org.election4j.spi.LeaseStore#advice()}. Thread-safe. */
final class Advice {

    private static final int MOST = 20;

    private final Set<String> sentences = new ConcurrentSkipListSet<>();

    void add(String sentence) {
        if (sentences.size() < MOST) {
            sentences.add(Failures.oneLine(sentence));
        }
    }

    List<String> all() {
        return List.copyOf(sentences);
    }
}
