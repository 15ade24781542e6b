// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.EnumMap;
import java.util.Map;
import org.election4j.internal.runtime.EngineRuntime;
import org.election4j.spi.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with the store at the moment, for people: a refusal, or the last failure of each lane since its last
 * success, or of clearing up. Guarded by the engine's lock.
 */
public final class StoreTroubles {

    private final Map<EngineRuntime.Lane, String> failures = new EnumMap<>(EngineRuntime.Lane.class);
    private @Nullable String refusal;
    private @Nullable String sweep;

    void failed(EngineRuntime.Lane lane, String what, Throwable cause) {
        failures.put(lane, what + ": " + OneLine.reason(cause));
    }

    void succeeded(EngineRuntime.Lane lane) {
        failures.remove(lane);
    }

    /** Clearing up has failed. Nobody's leadership depends on it, so it makes no outage of the store. */
    void sweepFailed(String what, Throwable cause) {
        sweep = what + ": " + OneLine.reason(cause);
    }

    void swept() {
        sweep = null;
    }

    /** Whether every lane has had an answer since its last failure. */
    boolean areOver() {
        return failures.isEmpty();
    }

    /** Remembers why the store refuses this candidate; true if that is news. */
    boolean refused(String message) {
        boolean news = !message.equals(refusal);
        refusal = message;
        return news;
    }

    void accepted() {
        refusal = null;
    }

    public boolean isRefused() {
        return refusal != null;
    }

    /** The worst of it, in one line; null if all is well. */
    @Nullable
    public String worst() {
        if (refusal != null) {
            return refusal;
        }
        String heartbeat = failures.get(EngineRuntime.Lane.HEARTBEAT);
        String campaign = failures.get(EngineRuntime.Lane.CAMPAIGN);
        if (heartbeat != null) {
            return heartbeat;
        }
        return campaign != null ? campaign : sweep;
    }
}
