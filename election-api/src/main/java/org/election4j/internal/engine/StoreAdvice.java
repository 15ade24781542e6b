// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.election4j.internal.runtime.EngineLog;
import org.election4j.spi.LeaseStore;

/** Tells the operator what the store advises, each sentence once. Thread-safe; asked outside the engine's lock. */
final class StoreAdvice {

    /** A store whose sentences contain changing numbers would otherwise fill the log. */
    private static final int MOST = 50;

    private final LeaseStore store;
    private final EngineLog log;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    StoreAdvice(LeaseStore store, EngineLog log) {
        this.store = store;
        this.log = log;
    }

    void say(String sentence) {
        if (told.size() < MOST && told.add(sentence)) {
            log.advice(sentence);
        }
    }

    void tell() {
        try {
            store.advice().forEach(this::say);
        } catch (RuntimeException e) {
            log.storeTrouble("the store was asked for advice", e);
        }
    }
}
