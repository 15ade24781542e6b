// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.ElectionRecord.Free;
import org.election4j.spi.ElectionRecord.Handover;
import org.election4j.spi.ElectionRecord.Held;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record as the data of a znode: lines of UTF-8, each a name, an equals sign and a value. What is null has no line.
 *
 * @param record the record
 * @param life the nonce of the write that began this life of the record
 */
record RecordText(LeaseRecord record, UUID life) {

    byte[] toBytes() {
        TextLines lines = new TextLines();
        lines.put("life", life);
        lines.put("nonce", record.nonce());
        if (record instanceof SessionRecord session) {
            put(lines, session);
        } else if (record instanceof ElectionRecord election) {
            put(lines, election);
        } else {
            put(lines, (StoreRecord) record);
        }
        return lines.toBytes();
    }

    private static void put(TextLines lines, SessionRecord session) {
        lines.put("incarnation", session.incarnation());
        lines.put("candidate", session.candidateId());
        lines.put("lease", session.lease());
        lines.put("state", session.state());
        lines.put("address", session.address());
        List<String> elections = session.elections();
        if (elections != null) {
            lines.put("elections", elections.size());
            elections.forEach(election -> lines.put("election", election));
        }
        lines.put("releases", session.releases());
        lines.put("standbys", session.standbys());
        lines.put("epoch", session.epoch());
    }

    private static void put(TextLines lines, ElectionRecord election) {
        lines.put("name", election.name());
        lines.put("term", election.term());
        if (election.seat() instanceof Held held) {
            lines.put("state", "HELD");
            lines.put("holder", held.incarnation());
            lines.put("candidate", held.candidateId());
            lines.put("address", held.address());
            lines.put("lease", held.lease());
        } else if (election.seat() instanceof Handover handover) {
            lines.put("state", "HANDOVER");
            lines.put("candidate", handover.candidateId());
            lines.put("window", handover.window());
        } else {
            lines.put("state", "FREE");
        }
        lines.put("since", election.since());
        lines.put("changes", election.changes());
        lines.put("epoch", election.epoch());
    }

    private static void put(TextLines lines, StoreRecord store) {
        lines.put("format", store.formatVersion());
        lines.put("state", store.state());
        lines.put("settlement", store.settlement());
        lines.put("maxLease", store.maxLease());
        lines.put("epoch", store.epoch());
    }

    /**
     * Reads the data of a znode.
     *
     * @throws IllegalArgumentException if it is not what this class writes
     */
    static RecordText of(String data) {
        TextLines lines = TextLines.of(data);
        UUID life = UUID.fromString(lines.get("life"));
        if (lines.find("incarnation") != null) {
            return new RecordText(session(lines), life);
        }
        return new RecordText(lines.find("term") != null ? election(lines) : store(lines), life);
    }

    private static SessionRecord session(TextLines lines) {
        return new SessionRecord(
                UUID.fromString(lines.get("incarnation")),
                lines.get("candidate"),
                Duration.parse(lines.get("lease")),
                SessionRecord.State.valueOf(lines.get("state")),
                lines.find("address"),
                elections(lines),
                Long.parseLong(lines.get("releases")),
                Integer.parseInt(lines.get("standbys")),
                lines.get("epoch"),
                UUID.fromString(lines.get("nonce")));
    }

    private static @Nullable List<String> elections(TextLines lines) {
        return lines.find("elections") == null ? null : lines.all("election");
    }

    private static ElectionRecord election(TextLines lines) {
        return new ElectionRecord(
                lines.get("name"),
                Long.parseLong(lines.get("term")),
                seat(lines),
                Instant.parse(lines.get("since")),
                Long.parseLong(lines.get("changes")),
                lines.get("epoch"),
                UUID.fromString(lines.get("nonce")));
    }

    private static ElectionRecord.Seat seat(TextLines lines) {
        return switch (lines.get("state")) {
            case "HELD" ->
                new Held(
                        UUID.fromString(lines.get("holder")),
                        lines.get("candidate"),
                        lines.find("address"),
                        Duration.parse(lines.get("lease")));
            case "HANDOVER" -> new Handover(lines.get("candidate"), Duration.parse(lines.get("window")));
            case "FREE" -> new Free();
            default -> throw new IllegalArgumentException("no such state of a seat: " + lines.get("state"));
        };
    }

    private static StoreRecord store(TextLines lines) {
        return new StoreRecord(
                Integer.parseInt(lines.get("format")),
                lines.get("epoch"),
                StoreRecord.State.valueOf(lines.get("state")),
                UUID.fromString(lines.get("settlement")),
                Duration.parse(lines.get("maxLease")),
                UUID.fromString(lines.get("nonce")));
    }
}
