// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.Optional;
import java.util.function.Consumer;
import org.election4j.LeaderInfo;
import org.election4j.Observation;
import org.election4j.internal.leadership.CallbackQueue;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an election through whatever seat there is: the elector's as long as there is one, else one that only looks.
 * Has a queue of its own, because the elector may go while the observation stays.
 */
public final class ObservationHandle implements Observation {

    private final CandidateEngine engine;
    private final String name;
    private final Consumer<Optional<LeaderInfo>> listener;
    private final CallbackQueue callbacks;
    private volatile @Nullable LeaderInfo leader;

    public ObservationHandle(CandidateEngine engine, String name, Consumer<Optional<LeaderInfo>> listener) {
        this.engine = engine;
        this.name = name;
        this.listener = listener;
        this.callbacks = new CallbackQueue(engine.runtime, null, engine.log);
    }

    /** Another leader, or none, was seen. */
    void seen(Optional<LeaderInfo> news) {
        leader = news.orElse(null);
        callbacks.submit(() -> callbacks.call(() -> listener.accept(news)));
    }

    public CallbackQueue callbacks() {
        return callbacks;
    }

    @Override
    public Optional<LeaderInfo> currentLeader() {
        return Optional.ofNullable(leader);
    }

    @Override
    public void close() {
        callbacks.close();
        engine.locked(() -> engine.seating.unobserve(name, this));
    }
}
