// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.Op;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.SweepByPages;
import org.election4j.spi.UnreadableRecordException;
import org.jspecify.annotations.Nullable;

/**
 * Reads records as they are now, and not as the connected server last heard of them.
 *
 * <p>A server answers reads from its own memory, which may lag behind. So each call first sends a transaction that
 * changes nothing. The ensemble orders it behind every write that was acknowledged before, and the server answers the
 * reads that follow on the same connection only when it has applied that transaction.
 */
final class RecordReads {

    private final ZnodePaths paths;

    RecordReads(ZnodePaths paths) {
        this.paths = paths;
    }

    List<ReadOutcome> read(Call call, List<RecordKey> keys) throws Exception {
        CompletableFuture<MultiAnswer> barrier = barrier(call);
        List<CompletableFuture<Call.@Nullable Data>> answers = new ArrayList<>(keys.size());
        for (RecordKey key : keys) {
            answers.add(call.data(paths.of(key)));
        }
        call.await(barrier);
        List<ReadOutcome> outcomes = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            outcomes.add(outcome(call, keys.get(i), answers.get(i)));
        }
        return outcomes;
    }

    ListOutcome list(Call call, RecordKind kind) throws Exception {
        CompletableFuture<MultiAnswer> barrier = barrier(call);
        List<String> names = names(call, kind, barrier);
        List<UnreadableRecordException> unreadable = new ArrayList<>();
        List<StoredRecord> records = records(call, paths.directory(kind), names, unreadable);
        return new ListOutcome.Listed(records, unreadable, StoreStamp.NONE);
    }

    /** The next records in the order of their names. All names come in one answer. */
    SweepByPages.Page page(Call call, RecordKind kind, @Nullable String after, int limit) throws Exception {
        List<String> left = names(call, kind, barrier(call)).stream()
                .filter(name -> after == null || name.compareTo(after) > 0)
                .sorted()
                .toList();
        List<String> names = left.subList(0, Math.min(limit, left.size()));
        List<StoredRecord> records = records(call, paths.directory(kind), names, new ArrayList<>());
        String next = names.size() == left.size() ? null : names.get(names.size() - 1);
        return new SweepByPages.Page(records, next, StoreStamp.NONE);
    }

    private List<String> names(Call call, RecordKind kind, CompletableFuture<MultiAnswer> barrier) throws Exception {
        CompletableFuture<@Nullable List<String>> children = call.children(paths.directory(kind));
        call.await(barrier);
        List<String> names = call.await(children);
        return names == null ? List.of() : names;
    }

    private static List<StoredRecord> records(
            Call call, String directory, List<String> names, List<UnreadableRecordException> unreadable)
            throws Exception {
        List<CompletableFuture<Call.@Nullable Data>> answers = new ArrayList<>();
        for (String name : names) {
            answers.add(call.data(directory + "/" + name));
        }
        List<StoredRecord> records = new ArrayList<>(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            Call.Data data = call.await(answers.get(i));
            // Null: deleted since its name was listed.
            if (data == null) {
                continue;
            }
            try {
                records.add(stored(directory + "/" + names.get(i), data));
            } catch (UnreadableRecordException e) {
                unreadable.add(e);
            }
        }
        return records;
    }

    /** Its own outcome does not matter, if only the servers agreed on one. */
    CompletableFuture<MultiAnswer> barrier(Call call) throws IOException {
        return call.multi(List.of(Op.check(paths.base(), ZnodeVersion.ANY)));
    }

    private ReadOutcome outcome(Call call, RecordKey key, CompletableFuture<Call.@Nullable Data> answer) {
        try {
            Call.Data data = call.await(answer);
            if (data == null) {
                return new ReadOutcome.Absent(StoreStamp.NONE);
            }
            StoredRecord stored = stored(paths.of(key), data);
            if (!stored.record().key().equals(key)) {
                throw new UnreadableRecordException(
                        "the znode " + paths.of(key) + " holds the record of "
                                + stored.record().key() + "; delete it and everything below it",
                        null);
            }
            return new ReadOutcome.Found(stored, StoreStamp.NONE);
        } catch (Exception e) {
            return new ReadOutcome.Unknown(Call.noted(e));
        }
    }

    private static StoredRecord stored(String path, Call.Data data) {
        RecordCodec.Living living;
        try {
            living = RecordCodec.decode(data.text());
        } catch (LeaseStoreException e) {
            throw new UnreadableRecordException(
                    "the znode " + path + " holds no record of Election4J that this version can read; delete it and"
                            + " everything below it, unless a later version wrote it: " + e.getMessage(),
                    e);
        }
        if (data.stat().getNumChildren() == 0) {
            throw new UnreadableRecordException(
                    "the znode " + path + " has lost the child that every write checks, so somebody deletes by hand;"
                            + " delete it too",
                    null);
        }
        ZnodeVersion version = new ZnodeVersion(
                living.record().nonce(), living.life(), data.stat().getVersion());
        return new StoredRecord(living.record(), version.toVersion(), null);
    }
}
