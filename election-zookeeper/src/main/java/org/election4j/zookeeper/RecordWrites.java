// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult.SetDataResult;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreStamp;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.WriteOutcome;
import org.election4j.spi.WriteOutcome.Applied;
import org.election4j.spi.WriteOutcome.Rejected;
import org.election4j.spi.WriteOutcome.Unknown;
import org.jspecify.annotations.Nullable;

/**
 * Writes records, each in one transaction. The guard is not looked at: a store without epochs ignores it.
 *
 * <p>A life ends when a session does: then its child is replaced by another, in the same transaction, and with it every
 * check of a fence fails.
 */
final class RecordWrites {

    private static final byte[] NOTHING = {};
    private static final WriteOutcome REJECTED = new Rejected(StoreStamp.NONE);

    private final ZnodePaths paths;
    private final Rights rights;
    private final Parents parents;

    RecordWrites(ZnodePaths paths, Rights rights) {
        this.paths = paths;
        this.rights = rights;
        this.parents = new Parents(rights);
    }

    /** A write and the transaction that makes it. */
    private record Prepared(
            String path, LeaseRecord next, @Nullable ZnodeVersion expected, List<Op> ops) {

        WriteOutcome outcome(MultiAnswer answer) {
            if (answer.isApplied()) {
                return new Applied(version(answer).toVersion(), StoreStamp.NONE);
            }
            return answer.isRefused() ? REJECTED : new Unknown(answer.exception());
        }

        private ZnodeVersion version(MultiAnswer answer) {
            int dataVersion = answer.results().get(answer.results().size() - 1) instanceof SetDataResult set
                    ? set.getStat().getVersion()
                    : ZnodeVersion.CREATED;
            return new ZnodeVersion(next.nonce(), lifeOf(next, expected), dataVersion);
        }

        /** Whether the record could not be created because there is nothing to create it below. */
        boolean lacksParents(MultiAnswer answer) {
            return expected == null && answer.failedAt() == 0 && answer.code() == Code.NONODE;
        }
    }

    WriteOutcome write(Call call, CompareAndSet write) throws Exception {
        return writeAll(call, List.of(write)).get(0);
    }

    /** All transactions are under way before the first answer is waited for. */
    List<WriteOutcome> writeAll(Call call, List<CompareAndSet> writes) throws Exception {
        List<@Nullable Prepared> prepared = new ArrayList<>(writes.size());
        List<@Nullable CompletableFuture<MultiAnswer>> answers = new ArrayList<>(writes.size());
        for (CompareAndSet write : writes) {
            Prepared one = prepare(write);
            prepared.add(one);
            answers.add(one == null ? null : call.multi(one.ops()));
        }
        List<WriteOutcome> outcomes = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            outcomes.add(outcome(call, prepared.get(i), answers.get(i)));
        }
        return outcomes;
    }

    private WriteOutcome outcome(
            Call call, @Nullable Prepared prepared, @Nullable CompletableFuture<MultiAnswer> answer) {
        if (prepared == null || answer == null) {
            return REJECTED;
        }
        try {
            MultiAnswer answered = call.await(answer);
            return prepared.lacksParents(answered)
                    ? prepared.outcome(parents.createBelow(call, prepared.path(), prepared.ops(), 0))
                    : prepared.outcome(answered);
        } catch (Exception e) {
            return new Unknown(Call.noted(e));
        }
    }

    /** Null if the expected version is one that no record here ever had. */
    private @Nullable Prepared prepare(CompareAndSet write) {
        LeaseRecord next = write.next();
        String path = paths.of(next.key());
        if (write.expected() == null) {
            return new Prepared(path, next, null, creation(path, next));
        }
        ZnodeVersion expected = ZnodeVersion.of(write.expected());
        return expected == null ? null : new Prepared(path, next, expected, replacement(path, next, expected));
    }

    private List<Op> creation(String path, LeaseRecord next) {
        UUID life = lifeOf(next, null);
        return List.of(create(path, bytes(next, life)), create(ZnodePaths.life(path, life), NOTHING));
    }

    private List<Op> replacement(String path, LeaseRecord next, ZnodeVersion expected) {
        UUID life = lifeOf(next, expected);
        String former = ZnodePaths.life(path, expected.life());
        List<Op> ops = new ArrayList<>();
        if (life.equals(expected.life())) {
            ops.add(Op.check(former, ZnodeVersion.ANY));
        } else {
            ops.add(Op.delete(former, ZnodeVersion.ANY));
            ops.add(create(ZnodePaths.life(path, life), NOTHING));
        }
        ops.add(Op.setData(path, bytes(next, life), expected.dataVersion()));
        return ops;
    }

    /** A record that is created begins a life, and so does a session that ends. */
    private static UUID lifeOf(LeaseRecord next, @Nullable ZnodeVersion expected) {
        boolean ends = next instanceof SessionRecord session && session.state() == SessionRecord.State.ENDED;
        return expected == null || ends ? next.nonce() : expected.life();
    }

    /** All transactions are under way before the first answer is waited for; gives how many were applied. */
    int delete(Call call, List<StoredRecord> ended) throws Exception {
        List<CompletableFuture<MultiAnswer>> answers = new ArrayList<>(ended.size());
        for (StoredRecord stored : ended) {
            String path = paths.of(stored.record().key());
            ZnodeVersion version = ZnodeVersion.of(stored.version());
            if (version != null) {
                answers.add(call.multi(List.of(
                        Op.delete(ZnodePaths.life(path, version.life()), ZnodeVersion.ANY),
                        Op.delete(path, version.dataVersion()))));
            }
        }
        int deleted = 0;
        for (CompletableFuture<MultiAnswer> answer : answers) {
            MultiAnswer answered = call.await(answer);
            if (answered.isApplied()) {
                deleted++;
            } else if (!answered.isRefused()) {
                throw answered.exception();
            }
        }
        return deleted;
    }

    private Op create(String path, byte[] data) {
        return Op.create(path, data, rights.of(path), CreateMode.PERSISTENT);
    }

    private static byte[] bytes(LeaseRecord record, UUID life) {
        return RecordCodec.encode(record, life);
    }
}
