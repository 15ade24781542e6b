// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.util.Objects;
import java.util.UUID;
import org.election4j.LeaderInfo;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What this process has seen of one election, and whether that makes sense (R6): a record that vanishes, or goes back to
 * a smaller term, or shows another holder of the same term, has lost history somewhere. Immutable.
 *
 * @param found the record; null if absent or never seen
 * @param absent whether the store said that there is none
 * @param epoch the store's epoch at that answer
 * @param sinceNanos receipt of the answer that first showed this version, or this absence
 * @param fresh false once something suggests to look again before acting
 * @param highestTerm the highest term ever seen here; 0 before the first
 * @param highestHolder who held the highest term, if it was seen held
 * @param suspectSinceNanos since when the record makes no sense; null if it does
 */
public record ElectionSight(
        @Nullable StoredRecord found,
        boolean absent,
        String epoch,
        long sinceNanos,
        boolean fresh,
        long highestTerm,
        @Nullable UUID highestHolder,
        @Nullable Long suspectSinceNanos) {

    /** Nothing seen yet. */
    static final ElectionSight NOTHING = new ElectionSight(null, false, "", 0, false, 0, null, null);

    ElectionSight see(ReadOutcome outcome, long receipt) {
        if (outcome instanceof ReadOutcome.Found answer) {
            return see(answer.stored(), answer.stamp(), receipt);
        }
        if (outcome instanceof ReadOutcome.Absent answer) {
            return seeAbsence(answer.stamp().epoch(), receipt);
        }
        return this;
    }

    private ElectionSight seeAbsence(String now, long receipt) {
        boolean same = absent && epoch.equals(now);
        Long suspect = highestTerm == 0 ? null : Long.valueOf(same ? sinceNanos : receipt);
        return new ElectionSight(
                null, true, now, same ? sinceNanos : receipt, true, highestTerm, highestHolder, suspect);
    }

    ElectionSight see(StoredRecord stored, StoreStamp stamp, long receipt) {
        ElectionRecord record = (ElectionRecord) stored.record();
        boolean same = stored.version().equals(version()) && epoch.equals(stamp.epoch());
        long since = same ? sinceNanos : receipt;
        boolean newTerm = record.term() > highestTerm;
        UUID holder = holderOf(record);
        return new ElectionSight(
                stored,
                false,
                stamp.epoch(),
                since,
                true,
                Math.max(highestTerm, record.term()),
                newTerm || (highestHolder == null && record.term() == highestTerm) ? holder : highestHolder,
                regressed(record, holder) ? Long.valueOf(since) : null);
    }

    /** What was just written is seen thereby: nobody need read it. */
    ElectionSight see(ElectionRecord written, WriteOutcome.Applied applied, long receipt) {
        return see(new StoredRecord(written, applied.version(), null), applied.stamp(), receipt);
    }

    private boolean regressed(ElectionRecord record, @Nullable UUID holder) {
        if (record.term() != highestTerm) {
            return record.term() < highestTerm;
        }
        return holder != null && highestHolder != null && !holder.equals(highestHolder);
    }

    /** The same, seen for the first time now. */
    ElectionSight anew(long now) {
        Long suspect = suspectSinceNanos == null ? null : Long.valueOf(now);
        return new ElectionSight(found, absent, epoch, now, fresh, highestTerm, highestHolder, suspect);
    }

    ElectionSight stale() {
        return new ElectionSight(
                found, absent, epoch, sinceNanos, false, highestTerm, highestHolder, suspectSinceNanos);
    }

    private static @Nullable UUID holderOf(ElectionRecord record) {
        ElectionRecord.Held held = record.holder();
        return held == null ? null : held.incarnation();
    }

    /** Whether anything was ever seen. */
    public boolean any() {
        return found != null || absent;
    }

    /** The record seen; null if none. */
    public @Nullable ElectionRecord record() {
        return found == null ? null : (ElectionRecord) found.record();
    }

    /** The version seen; null if none. */
    public @Nullable Version version() {
        return found == null ? null : found.version();
    }

    /** Whoever holds the election, as last seen; null if nobody does. */
    public ElectionRecord.@Nullable Held holder() {
        ElectionRecord record = record();
        return record == null ? null : record.holder();
    }

    /** Who leads, for people; null if nobody was seen. */
    public @Nullable LeaderInfo leader() {
        ElectionRecord record = record();
        ElectionRecord.Held held = holder();
        return held == null
                ? null
                : new LeaderInfo(
                        Objects.requireNonNull(record).name(),
                        held.candidateId(),
                        held.address(),
                        record.term(),
                        record.since());
    }

    /** Whether this very version is the one seen, or this very absence if null. */
    boolean shows(@Nullable Version version) {
        return version == null ? absent : version.equals(version());
    }
}
