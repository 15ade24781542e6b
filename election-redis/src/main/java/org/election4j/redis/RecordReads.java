// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.SweepByPages.Page;
import org.election4j.spi.UnreadableRecordException;
import org.election4j.spi.Version;
import org.jspecify.annotations.Nullable;

/** Reads records, many in one script, and not so many that others would have to wait. */
final class RecordReads {

    private static final int AT_ONCE = 200;

    /** Where a scan begins, and what it says at its end. */
    private static final String START = "0";

    private final Script read = Script.of(Script.resources("stamp.lua", "read.lua"));
    private final Script index = Script.of(Script.resources("stamp.lua", "index.lua"));
    private final Script page = Script.of(Script.resources("stamp.lua", "page.lua"));
    private final RedisKeys keys;

    RecordReads(RedisKeys keys) {
        this.keys = keys;
    }

    List<ReadOutcome> read(Line line, List<? extends RecordKey> records) {
        List<ReadOutcome> outcomes = new ArrayList<>(records.size());
        for (int from = 0; from < records.size(); from += AT_ONCE) {
            outcomes.addAll(readSome(line, records.subList(from, Math.min(records.size(), from + AT_ONCE))));
        }
        return outcomes;
    }

    private List<ReadOutcome> readSome(Line line, List<? extends RecordKey> records) {
        List<String> names = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        for (RecordKey key : records) {
            names.add(keys.record(key));
            if (key instanceof RecordKey.Session session) {
                names.add(keys.presence(session.incarnation()));
            }
            kinds.add(RedisKeys.kind(key));
        }
        Answer answer = Answer.of(read.run(line, names, kinds));
        List<ReadOutcome> outcomes = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
            List<?> fields = (List<?>) answer.rest().get(2 * i);
            String remaining = Answer.text(answer.rest().get(2 * i + 1));
            outcomes.add(outcome(records.get(i), fields, remaining, answer.stamp()));
        }
        return outcomes;
    }

    /** A record that makes no sense spoils its own outcome only. */
    private static ReadOutcome outcome(RecordKey key, List<?> fields, String remaining, StoreStamp stamp) {
        if (fields.isEmpty()) {
            return new ReadOutcome.Absent(stamp);
        }
        try {
            LeaseRecord record = RecordCodec.decode(key, map(fields));
            return new ReadOutcome.Found(
                    new StoredRecord(record, Version.of(record.nonce()), duration(remaining)), stamp);
        } catch (UnreadableRecordException e) {
            return new ReadOutcome.Unknown(e);
        }
    }

    private static Map<String, String> map(List<?> fields) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < fields.size(); i += 2) {
            map.put(Answer.text(fields.get(i)), Answer.text(fields.get(i + 1)));
        }
        return map;
    }

    private static @Nullable Duration duration(String millis) {
        return millis.isEmpty() ? null : Duration.ofMillis(Long.parseLong(millis));
    }

    /** About so many names, then the records. */
    Page page(Line line, RecordKind kind, @Nullable String after, int limit) {
        Answer names = Answer.of(page.run(
                line, List.of(keys.index(kind)), List.of(after == null ? START : after, Integer.toString(limit))));
        String next = Answer.text(names.rest().get(0));
        List<StoredRecord> found = new ArrayList<>();
        for (ReadOutcome outcome : read(line, named(kind, names.rest().get(1)))) {
            if (outcome instanceof ReadOutcome.Found stored) {
                found.add(stored.stored());
            }
        }
        return new Page(found, next.equals(START) ? null : next, names.stamp());
    }

    private static List<RecordKey> named(RecordKind kind, Object names) {
        return ((List<?>) names)
                .stream().map(name -> RedisKeys.named(kind, Answer.text(name))).toList();
    }

    /** First the names, then the records. What was deleted in between is left out. */
    ListOutcome list(Line line, RecordKind kind) {
        Answer names = Answer.of(index.run(line, List.of(keys.index(kind)), List.of()));
        List<RecordKey> records = named(kind, names.rest().get(0));
        List<StoredRecord> found = new ArrayList<>();
        List<UnreadableRecordException> unreadable = new ArrayList<>();
        for (ReadOutcome outcome : read(line, records)) {
            if (outcome instanceof ReadOutcome.Found stored) {
                found.add(stored.stored());
            } else if (outcome instanceof ReadOutcome.Unknown unknown) {
                unreadable.add((UnreadableRecordException) unknown.cause());
            }
        }
        return new ListOutcome.Listed(found, unreadable, names.stamp());
    }
}
