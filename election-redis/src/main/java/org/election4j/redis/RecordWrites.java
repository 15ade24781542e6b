// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.election4j.spi.WriteOutcome.Applied;
import org.election4j.spi.WriteOutcome.Rejected;
import org.election4j.spi.WriteOutcome.Unknown;
import org.jspecify.annotations.Nullable;

/** Writes records, many in one script, and not so many that others would have to wait. */
final class RecordWrites {

    private static final int AT_ONCE = 100;

    private final Script write = Script.allowOom(Script.resources("stamp.lua", "guard.lua", "write.lua"));
    private final Script collect = Script.allowOom(Script.resources("stamp.lua", "guard.lua", "collect.lua"));
    private final RedisKeys keys;
    private final String channel;

    RecordWrites(RedisOptions options) {
        this.keys = options.keys();
        this.channel = options.hints() ? keys.hints() : "";
    }

    /** A part that fails leaves the outcomes of those before it as they are. */
    List<WriteOutcome> write(Line line, List<CompareAndSet> writes) {
        List<WriteOutcome> outcomes = new ArrayList<>(writes.size());
        for (int from = 0; from < writes.size(); from += AT_ONCE) {
            List<CompareAndSet> some = writes.subList(from, Math.min(writes.size(), from + AT_ONCE));
            try {
                outcomes.addAll(writeSome(line, some));
            } catch (RuntimeException e) {
                if (from == 0) {
                    throw e;
                }
                some.forEach(write -> outcomes.add(new Unknown(e)));
            }
        }
        return outcomes;
    }

    private List<WriteOutcome> writeSome(Line line, List<CompareAndSet> writes) {
        List<String> names = new ArrayList<>(List.of(keys.store(), keys.sessions(), keys.elections()));
        List<String> arguments = new ArrayList<>(List.of(channel));
        for (CompareAndSet one : writes) {
            names.add(keys.record(one.next().key()));
            if (one.next() instanceof SessionRecord session) {
                names.add(keys.presence(session.incarnation()));
            }
            addArguments(arguments, one);
        }
        Answer answer = Answer.of(write.run(line, names, arguments));
        List<WriteOutcome> outcomes = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            Version version = Version.of(writes.get(i).next().nonce());
            outcomes.add(answer.isOne(i) ? new Applied(version, answer.stamp()) : new Rejected(answer.stamp()));
        }
        return outcomes;
    }

    private static void addArguments(List<String> arguments, CompareAndSet write) {
        LeaseRecord next = write.next();
        List<String> fields = RecordCodec.encode(next);
        arguments.add(RedisKeys.kind(next.key()));
        arguments.add(RedisKeys.name(next));
        arguments.add(orEmpty(write.expected() == null ? null : write.expected().nonce()));
        arguments.add(write.guard().epoch());
        arguments.add(orEmpty(write.guard().settlement()));
        arguments.add(write.onlyIfExpired() ? "1" : "0");
        arguments.add(Long.toString(presenceMillis(next)));
        arguments.add(Integer.toString(fields.size()));
        arguments.addAll(fields);
    }

    /** An ended session is not present. */
    private static long presenceMillis(LeaseRecord record) {
        return record instanceof SessionRecord session && session.state() == SessionRecord.State.LIVE
                ? session.lease().toMillis()
                : 0;
    }

    /** Deletes ended sessions; gives how many still had these versions. */
    int delete(Line line, List<StoredRecord> ended, Guard guard) {
        List<String> names = new ArrayList<>(List.of(keys.store(), keys.sessions()));
        List<String> arguments = new ArrayList<>(List.of(guard.epoch(), orEmpty(guard.settlement())));
        for (StoredRecord stored : ended) {
            UUID incarnation = ((SessionRecord) stored.record()).incarnation();
            names.add(keys.session(incarnation));
            names.add(keys.presence(incarnation));
            arguments.add(incarnation.toString());
            arguments.add(stored.version().nonce().toString());
        }
        return Answer.of(collect.run(line, names, arguments)).number(0);
    }

    private static String orEmpty(@Nullable UUID id) {
        return id == null ? "" : id.toString();
    }
}
