// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.zookeeper.Op;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction has to check so that it is applied only while a term leads: that the election's record is still the one
 * that names this term, and that the holder's session has not ended. The record does not change during a term, and
 * heartbeats touch nothing that is checked.
 */
final class SeatChecks {

    private final RecordReads reads;
    private final ZnodePaths paths;

    SeatChecks(ZnodePaths paths) {
        this.reads = new RecordReads(paths);
        this.paths = paths;
    }

    /**
     * Looks who leads.
     *
     * @return the checks; empty if the term does not lead
     */
    List<Op> look(Call call, String electionName, long term) throws Exception {
        StoredRecord election = read(call, new RecordKey.Election(electionName));
        ElectionRecord.Held holder = election != null && ((ElectionRecord) election.record()).term() == term
                ? ((ElectionRecord) election.record()).holder()
                : null;
        if (election == null || holder == null) {
            return List.of();
        }
        StoredRecord session = read(call, new RecordKey.Session(holder.incarnation()));
        if (session == null || ((SessionRecord) session.record()).state() != SessionRecord.State.LIVE) {
            return List.of();
        }
        return List.of(
                life(election),
                Op.check(paths.of(election.record().key()), version(election).dataVersion()),
                life(session));
    }

    /** Fails as soon as the record is another one, or its session has ended. */
    private Op life(StoredRecord stored) {
        String path = paths.of(stored.record().key());
        return Op.check(ZnodePaths.life(path, version(stored).life()), ZnodeVersion.ANY);
    }

    private static ZnodeVersion version(StoredRecord stored) {
        return requireNonNull(ZnodeVersion.of(stored.version()));
    }

    private @Nullable StoredRecord read(Call call, RecordKey key) throws Exception {
        ReadOutcome outcome = reads.read(call, List.of(key)).get(0);
        if (outcome instanceof ReadOutcome.Unknown unknown) {
            throw new LeaseStoreException("cannot read " + paths.of(key) + "; nothing was applied", unknown.cause());
        }
        return outcome instanceof ReadOutcome.Found found ? found.stored() : null;
    }
}
