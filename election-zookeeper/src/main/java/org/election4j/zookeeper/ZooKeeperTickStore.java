// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.TickFields;
import org.election4j.spi.TickPause;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.jspecify.annotations.Nullable;

/**
 * Ticks in persistent znodes beside those of the lease store: one per job, whose only child is the record.
 *
 * <p>The child is named by the record's nonce, so that one transaction replaces exactly the expected record: it deletes the
 * child of that name and creates the next. To start a tick it also checks what {@link ZooKeeperFence} checks. So no tick is
 * started in a term that does not lead any more. ZooKeeper has no clock, so none is early. A transaction that fails for
 * another reason than such a check is an unknown outcome.
 *
 * <p>Requests go around Curator's retries. Thread-safe; calls block for at most about their attempt's time. An acknowledged
 * write is never lost.
 */
public final class ZooKeeperTickStore implements TickStore {

    /** Somebody who replaces the record between two requests of a read does not do so again and again. */
    private static final int LOOKS = 4;

    private static final byte[] NOTHING = {};

    private final RawClient client;
    private final ZnodePaths paths;
    private final Rights rights;
    private final RecordReads reads;
    private final SeatChecks seats;
    private final Parents parents;

    /**
     * A store with default options.
     *
     * @param curator a started client with the same servers, chroot and namespace as the lease store's; may be the same;
     *     never closed here
     */
    public ZooKeeperTickStore(CuratorFramework curator) {
        this(curator, ZooKeeperOptions.defaults());
    }

    /**
     * A store.
     *
     * @param curator a started client with the same servers, chroot and namespace as the lease store's; may be the same;
     *     never closed here
     * @param options those of the lease store: they name the znodes and who may use them
     */
    public ZooKeeperTickStore(CuratorFramework curator, ZooKeeperOptions options) {
        this.client = RawClient.of(requireNonNull(curator, "curator"));
        this.paths = new ZnodePaths(RawClient.inNamespace(
                curator, requireNonNull(options, "options").path()));
        this.rights = options.rightsOr(Rights.providedBy(curator));
        this.reads = new RecordReads(paths);
        this.seats = new SeatChecks(paths);
        this.parents = new Parents(rights);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Two requests, one after the other; more if the record is replaced in between.
     */
    @Override
    public TickRead read(String job, Attempt attempt) {
        String above = paths.job(job);
        return Call.make(client, attempt, call -> look(call, above, paths.pause(job)), TickRead.Unknown::new);
    }

    private TickRead look(Call call, String above, String pausePath) throws Exception {
        for (int i = 0; i < LOOKS; i++) {
            CompletableFuture<MultiAnswer> barrier = reads.barrier(call);
            CompletableFuture<@Nullable List<String>> children = call.children(above);
            CompletableFuture<Call.@Nullable Data> pauses = call.data(pausePath);
            call.await(barrier);
            TickPause pause = pause(pausePath, call.await(pauses));
            List<String> nonces = call.await(children);
            if (nonces == null) {
                return new TickRead.Absent(null, pause);
            }
            if (nonces.size() != 1) {
                throw strange(above, "has " + nonces.size() + " children where one is the record", null);
            }
            Call.Data data = call.await(call.data(above + "/" + nonces.get(0)));
            if (data != null) {
                return new TickRead.Found(parsed(above, nonces.get(0), data.text()), null, pause);
            }
        }
        throw new LeaseStoreException(
                "the record below " + above + " was replaced at each of " + LOOKS + " looks", null);
    }

    private static @Nullable TickPause pause(String path, Call.@Nullable Data data) {
        try {
            return data == null ? null : TickPause.ofText(data.text());
        } catch (IllegalArgumentException e) {
            throw strange(path, "holds no pause of Election4J, " + e.getMessage(), e);
        }
    }

    private static TickRecord parsed(String above, String nonce, String text) {
        TickRecord record;
        try {
            record = TickFields.ofText(text);
        } catch (IllegalArgumentException e) {
            throw strange(above, "holds no tick of Election4J, " + e.getMessage(), e);
        }
        if (!record.nonce().toString().equals(nonce)) {
            throw strange(above, "holds a tick under another's name", null);
        }
        return record;
    }

    private static LeaseStoreException strange(String above, String what, @Nullable Throwable cause) {
        return new LeaseStoreException(
                "the znode " + above + " " + what + "; delete it and everything below it", cause);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Three requests, one after the other; and two more for the first tick of the first job.
     */
    @Override
    public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
        return Call.make(
                client,
                attempt,
                call -> {
                    List<Op> checks = seats.look(call, next.electionName(), next.term());
                    return checks.isEmpty() ? new TickWrite.Stale() : replace(call, checks, expected, next);
                },
                TickWrite.Unknown::new);
    }

    @Override
    public TickWrite end(UUID expected, TickRecord next, Attempt attempt) {
        requireNonNull(expected, "expected");
        return Call.make(client, attempt, call -> replace(call, List.of(), expected, next), TickWrite.Unknown::new);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Two requests, one after the other; and two more for the first pause of the namespace.
     */
    @Override
    public TickWrite pause(TickPause pause, Attempt attempt) {
        String path = paths.pause(pause.job());
        byte[] text = pause.toText().getBytes(StandardCharsets.UTF_8);
        return Call.make(
                client,
                attempt,
                call -> {
                    Call.Data before = call.await(call.data(path));
                    MultiAnswer answer = before == null
                            ? parents.createBelow(call, path, List.of(create(path, text)), 0)
                            : call.await(call.multi(List.of(Op.setData(path, text, ZnodeVersion.ANY))));
                    return outcome(answer, 0);
                },
                TickWrite.Unknown::new);
    }

    @Override
    public TickWrite resume(String job, Attempt attempt) {
        String path = paths.pause(job);
        return Call.make(
                client,
                attempt,
                call -> {
                    MultiAnswer answer = call.await(call.multi(List.of(Op.delete(path, ZnodeVersion.ANY))));
                    return answer.code() == Code.NONODE ? new TickWrite.Applied() : outcome(answer, 0);
                },
                TickWrite.Unknown::new);
    }

    private TickWrite replace(Call call, List<Op> checks, @Nullable UUID expected, TickRecord next) throws Exception {
        String above = paths.job(next.job());
        List<Op> ops = new ArrayList<>(checks);
        ops.add(
                expected == null
                        ? create(above, NOTHING)
                        : Op.delete(ZnodePaths.tick(above, expected), ZnodeVersion.ANY));
        byte[] text = TickFields.toText(next).getBytes(StandardCharsets.UTF_8);
        ops.add(create(ZnodePaths.tick(above, next.nonce()), text));
        MultiAnswer answer = call.await(call.multi(ops));
        boolean lacksParents = expected == null && answer.failedAt() == checks.size() && answer.code() == Code.NONODE;
        return outcome(lacksParents ? parents.createBelow(call, above, ops, checks.size()) : answer, checks.size());
    }

    private static TickWrite outcome(MultiAnswer answer, int checks) {
        if (answer.isApplied()) {
            return new TickWrite.Applied();
        }
        if (!answer.isRefused()) {
            return new TickWrite.Unknown(answer.exception());
        }
        return answer.failedAt() < checks ? new TickWrite.Stale() : new TickWrite.Rejected();
    }

    private Op create(String path, byte[] data) {
        return Op.create(path, data, rights.of(path), CreateMode.PERSISTENT);
    }

    @Override
    public void probe(Attempt attempt) {
        ZooKeeperProbe.ask(client, attempt, describe(), new ZooKeeperProbe(paths, rights)::checkTicks);
    }

    @Override
    public String describe() {
        return "zookeeper znode " + paths.base() + "/ticks at " + client.place();
    }

    @Override
    public String toString() {
        return describe();
    }
}
