// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.concurrent.TimeoutException;
import org.election4j.simulator.explore.Scope.Feature;
import org.election4j.spi.RecordKey;
import org.election4j.spi.WriteOutcome;

/** Reads, in the way a scope makes them, and the answer that stands for no answer. */
final class Calls {

    static final WriteOutcome.Unknown UNKNOWN = new WriteOutcome.Unknown(new TimeoutException("no answer in time"));

    private Calls() {}

    /** A read that was just sent; unless reads take their time to arrive, it has seen the store already. */
    static Call ask(Actor actor, Call.Purpose purpose, RecordKey key) {
        boolean travels = actor.draft.scope.has(Feature.READS_ON_THEIR_WAY);
        return Call.reading(purpose, key, actor.incarnation(), travels ? null : actor.draft.store.read(key));
    }

    /** Whether an answer comes in the same moment in which the store gave it. */
    static boolean arrivedAtOnce(Actor actor) {
        return !actor.draft.scope.has(Feature.SLOW_READS) && !actor.draft.scope.has(Feature.READS_ON_THEIR_WAY);
    }
}
