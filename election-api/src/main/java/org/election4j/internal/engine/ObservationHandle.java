// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.Optional;
import java.util.function.Consumer;
import org.election4j.LeaderInfo;
import org.election4j.Observation;
import org.jspecify.annotations.Nullable;

/** Looks at an election, through a seat of its own or through the elector's that is there anyway. */
final class ObservationHandle implements Observation {

    private final CandidateEngine engine;
    private final String name;
    private volatile boolean closed;
    private volatile @Nullable LeaderInfo leader;

    private ObservationHandle(CandidateEngine engine, String name) {
        this.engine = engine;
        this.name = name;
    }

    static Observation open(CandidateHandle candidate, String name, Consumer<Optional<LeaderInfo>> listener) {
        ObservationHandle handle = new ObservationHandle(candidate.engine(), name);
        candidate.observer(name, news -> handle.seen(news, listener));
        return handle;
    }

    private void seen(Optional<LeaderInfo> news, Consumer<Optional<LeaderInfo>> listener) {
        leader = news.orElse(null);
        if (!closed) {
            listener.accept(news);
        }
    }

    @Override
    public Optional<LeaderInfo> currentLeader() {
        return Optional.ofNullable(leader);
    }

    @Override
    public void close() {
        closed = true;
        engine.locked(() -> {
            ElectionSeat seat = engine.seats.get(name);
            if (seat == null || seat.machine.state().campaigning() || seat.closing) {
                return;
            }
            if (--seat.observing == 0) {
                engine.seats.remove(name, seat);
                seat.callbacks.close();
            }
        });
    }
}
