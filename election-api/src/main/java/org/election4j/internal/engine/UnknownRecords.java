// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.RecordKey;
import org.jspecify.annotations.Nullable;

/**
 * Records that this version of the library cannot read, or whose state it does not know: each is reported once, and shown for
 * as long as it stays so. The newest thousand are remembered. Guarded by the engine's lock.
 */
public final class UnknownRecords {

    private static final int REMEMBERED = 1_000;

    private final CandidateEngine engine;
    private final Map<RecordKey, String> found = new LinkedHashMap<>();

    UnknownRecords(CandidateEngine engine) {
        this.engine = engine;
    }

    void found(RecordKey key, String what) {
        if (what.equals(found.put(key, what))) {
            return;
        }
        if (found.size() > REMEMBERED) {
            found.remove(found.keySet().iterator().next());
        }
        engine.effect(() -> engine.log.unknownRecord(what));
    }

    /** Looks at the state of an election that was just read. */
    void look(ElectionSeat seat) {
        ElectionRecord record = seat.machine.state().sight().record();
        RecordKey key = new RecordKey.Election(seat.name);
        if (record != null && record.seat() instanceof ElectionRecord.Unknown unknown) {
            found(
                    key,
                    "election '" + seat.name + "' is in state " + unknown.state() + ", which this version of Election4J"
                            + " does not know; nobody of this version takes it");
        } else {
            understood(key);
        }
    }

    void understood(RecordKey key) {
        found.remove(key);
    }

    /** What is wrong with the election's record, for people; null if nothing is. */
    @Nullable
    public String of(String electionName) {
        return found.get(new RecordKey.Election(electionName));
    }
}
