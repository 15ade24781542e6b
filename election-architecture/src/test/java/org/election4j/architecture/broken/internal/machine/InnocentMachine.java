// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.internal.machine;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongUnaryOperator;
import org.election4j.architecture.broken.Reason;
import org.election4j.architecture.broken.spi.Version;
import org.jspecify.annotations.Nullable;

/** Innocent: numbers and values in, numbers and values out. */
public final class InnocentMachine {

    sealed interface Effect {
        record Renew(Version expected, UUID nonce) implements Effect {}

        record Stop(long deadline, Instant since, Reason reason) implements Effect {}
    }

    enum State {
        LEADING,
        STOPPING
    }

    List<Effect> step(State state, Map<String, @Nullable Version> seen, Duration lease, LongUnaryOperator next) {
        return switch (state) {
            case LEADING ->
                seen.values().stream()
                        .flatMap(version -> Optional.ofNullable(version).stream())
                        .<Effect>map(version -> new Effect.Renew(version, new UUID(0, version.number())))
                        .toList();
            case STOPPING -> {
                long[] deadlines = {next.applyAsLong(lease.toNanos()), Math.max(1, lease.toNanos())};
                Arrays.sort(deadlines);
                yield List.of(new Effect.Stop(deadlines[0], Instant.EPOCH, Reason.RESIGNED));
            }
        };
    }
}
