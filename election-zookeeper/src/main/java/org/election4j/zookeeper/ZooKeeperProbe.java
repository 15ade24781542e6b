// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.OneLine;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.UnsafeStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what cannot be elected on, with a sentence that says what to change.
 *
 * <p>Rights are tried out: one transaction does all that a candidate ever does, and fails at its last step on purpose, so
 * that nothing of it remains.
 */
final class ZooKeeperProbe {

    /** Something that a candidate does, and what it is called when it is refused. */
    private record Step(Op op, String what) {}

    private static final int ROUNDS = 4;
    private static final byte[] NOTHING = {};

    /** No record is ever called so: names of records have no dot. */
    private static final String TRIED = "/.probe";

    private final ZnodePaths paths;
    private final Rights rights;

    ZooKeeperProbe(ZnodePaths paths, Rights rights) {
        this.paths = paths;
        this.rights = rights;
    }

    /** What is asked. */
    @FunctionalInterface
    interface Check {
        void run(Call call) throws Exception;
    }

    /** Asks, and says why there is no answer. */
    static void ask(RawClient client, Attempt attempt, String place, Check check) {
        try {
            Call call = Call.open(client, attempt);
            check.run(call);
            call.end();
        } catch (UnsafeStoreException e) {
            throw e;
        } catch (Exception e) {
            if (client.isReadOnly()) {
                throw new UnsafeStoreException(place + " is a server in read-only mode: it has lost its quorum and"
                        + " shows an old state; restore the quorum, and do not set canBeReadOnly on this client");
            }
            Throwable told = Call.told(Call.noted(e));
            if (told instanceof AccessRefusedException refusal) {
                throw refusal;
            }
            throw new LeaseStoreException("cannot ask " + place + ": " + OneLine.reason(e), e);
        }
    }

    void check(Call call) throws Exception {
        readable(call, paths.directory(RecordKind.SESSION));
        readable(call, paths.directory(RecordKind.ELECTION));
        checkFormat(call);
        dryRuns(call, this::steps);
    }

    /** What ticks and pauses need. */
    void checkTicks(Call call) throws Exception {
        readable(call, paths.ticks());
        readable(call, paths.pauses());
        dryRuns(call, this::tickSteps);
    }

    /** What is tried, after a look at what is there. */
    @FunctionalInterface
    private interface Plan {
        List<Step> steps(Call call) throws Exception;
    }

    private void dryRuns(Call call, Plan plan) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            if (dryRun(call, plan.steps(call))) {
                return;
            }
        }
        throw new LeaseStoreException("the znodes of " + paths.base() + " change too fast to be looked at", null);
    }

    private static void readable(Call call, String path) throws Exception {
        try {
            call.await(call.children(path));
        } catch (KeeperException.NoAuthException e) {
            throw lacks("read the children of " + path);
        }
    }

    private void checkFormat(Call call) throws Exception {
        Call.Data data = find(call, paths.store());
        if (data == null) {
            return;
        }
        LeaseRecord record;
        try {
            record = RecordCodec.decode(data.text()).record();
        } catch (LeaseStoreException e) {
            throw new UnsafeStoreException("the znode " + paths.store() + " cannot be read, " + e.getMessage());
        }
        String refusal = record instanceof StoreRecord store ? store.refusal() : null;
        if (refusal != null) {
            throw new UnsafeStoreException(paths.base() + ": " + refusal);
        }
    }

    private static Call.@Nullable Data find(Call call, String path) throws Exception {
        try {
            return call.await(call.data(path));
        } catch (KeeperException.NoAuthException e) {
            throw lacks("read " + path);
        }
    }

    /** False if somebody else changed something meanwhile. */
    private static boolean dryRun(Call call, List<Step> steps) throws Exception {
        MultiAnswer answer = call.await(call.multi(steps.stream().map(Step::op).toList()));
        if (answer.failedAt() == steps.size() - 1) {
            return true;
        }
        String what = steps.get(Math.max(0, answer.failedAt())).what();
        if (answer.code() == Code.NOAUTH) {
            throw lacks(what);
        }
        if (answer.code() == Code.INVALIDACL) {
            throw new UnsafeStoreException(
                    "the servers refuse the rights that new znodes are to have; set ZooKeeperOptions.acl, or"
                            + " authenticate, if they are those of the creator");
        }
        if (answer.code() == Code.NONODE && answer.failedAt() == 0) {
            throw new UnsafeStoreException(
                    "cannot " + what + ": there is nothing above it. If the connect string ends in"
                            + " a path, that znode does not exist; create it");
        }
        if (answer.isRefused()) {
            return false;
        }
        throw new LeaseStoreException("cannot " + what, answer.exception());
    }

    private List<Step> steps(Call call) throws Exception {
        List<Step> steps = new ArrayList<>();
        String sessions = paths.directory(RecordKind.SESSION);
        String elections = paths.directory(RecordKind.ELECTION);
        for (String ancestor : ZnodePaths.above(sessions + "/x")) {
            createIfMissing(call, steps, ancestor);
        }
        createIfMissing(call, steps, elections);
        String session = sessions + TRIED;
        create(steps, session);
        create(steps, session + "/life");
        steps.add(new Step(Op.setData(session, NOTHING, 0), "change " + session));
        steps.add(new Step(Op.delete(session + "/life", 0), "delete " + session + "/life"));
        steps.add(new Step(Op.delete(session, 1), "delete below " + sessions));
        create(steps, elections + TRIED);
        Call.Data store = find(call, paths.store());
        if (store == null) {
            create(steps, paths.store());
        } else {
            int version = store.stat().getVersion();
            steps.add(new Step(Op.setData(paths.store(), NOTHING, version), "change " + paths.store()));
        }
        steps.add(new Step(Op.check(session, 0), "undo all that"));
        return steps;
    }

    private List<Step> tickSteps(Call call) throws Exception {
        List<Step> steps = new ArrayList<>();
        for (String ancestor : ZnodePaths.above(paths.ticks() + "/x")) {
            createIfMissing(call, steps, ancestor);
        }
        createIfMissing(call, steps, paths.pauses());
        String job = paths.ticks() + TRIED;
        create(steps, job);
        create(steps, job + "/nonce");
        steps.add(new Step(Op.delete(job + "/nonce", 0), "delete below " + job));
        String pause = paths.pauses() + TRIED;
        create(steps, pause);
        steps.add(new Step(Op.setData(pause, NOTHING, 0), "change " + pause));
        steps.add(new Step(Op.delete(pause, 1), "delete below " + paths.pauses()));
        steps.add(new Step(Op.check(job, 1), "undo all that"));
        return steps;
    }

    private void createIfMissing(Call call, List<Step> steps, String path) throws Exception {
        if (find(call, path) == null) {
            create(steps, path);
        }
    }

    private void create(List<Step> steps, String path) {
        steps.add(new Step(Op.create(path, NOTHING, rights.of(path), CreateMode.PERSISTENT), "create " + path));
    }

    private static UnsafeStoreException lacks(String what) {
        return new UnsafeStoreException("this client lacks the right to " + what
                + "; give it the rights c, d, r and w on the znodes of the namespace, or let it authenticate");
    }
}
