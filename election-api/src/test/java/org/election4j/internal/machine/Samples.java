// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;

/** Records and answers for tests of the machines. */
final class Samples {

    static final String ELECTION = "orders";
    static final String EPOCH = "epoch-1";
    static final String NEXT_EPOCH = "epoch-2";
    static final Duration LEASE = Duration.ofSeconds(10);
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Samples() {}

    // ---- records ---------------------------------------------------------------------------------------------------

    static ElectionRecord election(long term, ElectionRecord.Seat seat) {
        return election(term, seat, EPOCH);
    }

    static ElectionRecord election(long term, ElectionRecord.Seat seat, String epoch) {
        return new ElectionRecord(ELECTION, term, seat, NOON, 1, epoch, UUID.randomUUID());
    }

    static ElectionRecord free(long term) {
        return election(term, new ElectionRecord.Free());
    }

    static ElectionRecord held(long term, UUID incarnation) {
        return election(term, seatOf(incarnation));
    }

    static ElectionRecord.Held seatOf(UUID incarnation) {
        return new ElectionRecord.Held(incarnation, "candidate of " + incarnation, null, LEASE);
    }

    static SessionRecord live(UUID incarnation, Duration lease) {
        return new SessionRecord(
                incarnation,
                "rival",
                lease,
                SessionRecord.State.LIVE,
                null,
                null,
                0,
                0,
                Map.of(),
                EPOCH,
                UUID.randomUUID());
    }

    // ---- answers ---------------------------------------------------------------------------------------------------

    static StoreStamp stamp(String epoch) {
        return new StoreStamp(epoch, null);
    }

    static Version version(LeaseRecord record) {
        return Version.of(record.nonce());
    }

    static StoredRecord stored(LeaseRecord record) {
        return new StoredRecord(record, version(record), null);
    }

    static ReadOutcome found(LeaseRecord record) {
        return found(record, EPOCH);
    }

    static ReadOutcome found(LeaseRecord record, String epoch) {
        return new ReadOutcome.Found(stored(record), stamp(epoch));
    }

    static ReadOutcome foundExpiringIn(SessionRecord record, Duration remaining) {
        return new ReadOutcome.Found(new StoredRecord(record, version(record), remaining), stamp(EPOCH));
    }

    static ReadOutcome absent() {
        return absent(EPOCH);
    }

    static ReadOutcome absent(String epoch) {
        return new ReadOutcome.Absent(stamp(epoch));
    }

    static ReadOutcome unreadable() {
        return new ReadOutcome.Unknown(new IOException("connection reset"));
    }

    static WriteOutcome applied(LeaseRecord written) {
        return applied(written, EPOCH);
    }

    static WriteOutcome applied(LeaseRecord written, String epoch) {
        return new WriteOutcome.Applied(version(written), stamp(epoch));
    }

    static WriteOutcome rejected() {
        return new WriteOutcome.Rejected(stamp(EPOCH));
    }

    static WriteOutcome unanswered() {
        return new WriteOutcome.Unknown(new IOException("timed out"));
    }
}
