// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Ties a transaction of yours to a term: <strong>no transaction fenced with term t is applied after a later term was
 * acquired</strong>. This holds whatever clocks, networks and pauses do, as long as your znodes are in the ensemble of the
 * lease store.
 *
 * <p>The fence puts checks in front of your operations, into the same transaction: that the election's record is still the
 * one that names this term, and that the holder's session has not ended. The record does not change during a term, and
 * heartbeats touch nothing that is checked, so a leader's own heartbeats never fail its transactions. Once a silent
 * leader's session is revoked, all its transactions are refused, even before anybody else leads.
 *
 * <p>What to check is read once per term and remembered; after that a fenced transaction takes one request. It is sent
 * once: no retry policy of the client applies. Thread-safe; methods block until the answer is there, or the time limit is
 * over.
 */
public final class ZooKeeperFence {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** What is true for as long as a term leads. */
    private record Seat(long term, List<Op> checks) {}

    private final RawClient client;
    private final SeatChecks checks;
    private final Duration limit;
    private final Map<String, Seat> seats = new ConcurrentHashMap<>();

    /**
     * A fence for the default options of a store, with a time limit of 10 seconds.
     *
     * @param curator a started client with the same servers, chroot and namespace as the store's; may be the same
     */
    public ZooKeeperFence(CuratorFramework curator) {
        this(curator, ZooKeeperOptions.defaults(), LIMIT);
    }

    /**
     * A fence.
     *
     * @param curator a started client with the same servers, chroot and namespace as the store's; may be the same
     * @param options the options of the lease store: they name the znodes
     * @param limit how long a transaction may wait for a connection and for its answer; positive
     * @throws IllegalArgumentException if the limit is not positive
     */
    public ZooKeeperFence(CuratorFramework curator, ZooKeeperOptions options, Duration limit) {
        requireNonNull(options, "options");
        requireNonNull(limit, "limit");
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit must be positive, but is " + limit);
        }
        this.client = RawClient.of(requireNonNull(curator, "curator"));
        this.checks = new SeatChecks(new ZnodePaths(RawClient.inNamespace(curator, options.path())));
        this.limit = limit;
    }

    /**
     * Applies operations if the leadership's term leads, all of them or none.
     *
     * @param leadership the leadership you act for
     * @param operations what to do, made by {@link CuratorFramework#transactionOp()}; not empty
     * @return the results, in the order of the operations
     * @throws IllegalArgumentException if there are none, or if they are larger together than a server accepts, 1 MiB unless
     *     {@code jute.maxbuffer} says otherwise to this JVM; nothing was sent
     * @throws StaleTermException if the term does not lead any more; nothing was applied
     * @throws KeeperException if one of the operations failed; nothing was applied. {@link KeeperException#getPath()} tells
     *     which
     * @throws LeaseStoreException if there was no answer: it is not known whether the operations were applied
     */
    public List<OpResult> commit(Leadership leadership, List<CuratorOp> operations) throws KeeperException {
        return commit(leadership.electionName(), leadership.term(), operations);
    }

    /**
     * Applies operations if the term leads, all of them or none.
     *
     * @param electionName the election
     * @param term the term you act for
     * @param operations what to do, made by {@link CuratorFramework#transactionOp()}; not empty
     * @return the results, in the order of the operations
     * @throws IllegalArgumentException if there are none, or if they are larger together than a server accepts, 1 MiB unless
     *     {@code jute.maxbuffer} says otherwise to this JVM; nothing was sent
     * @throws StaleTermException if the term does not lead any more; nothing was applied
     * @throws KeeperException if one of the operations failed; nothing was applied. {@link KeeperException#getPath()} tells
     *     which
     * @throws LeaseStoreException if there was no answer: it is not known whether the operations were applied
     */
    public List<OpResult> commit(String electionName, long term, List<CuratorOp> operations) throws KeeperException {
        if (operations.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one operation to apply");
        }
        List<Op> ops = operations.stream().map(CuratorOp::get).toList();
        Seat known = seats.get(electionName);
        if (known != null && known.term() == term) {
            List<OpResult> results = tryCommit(known, ops);
            if (results != null) {
                return results;
            }
        }
        Seat seat = look(electionName, term);
        List<OpResult> results = tryCommit(seat, ops);
        if (results == null) {
            throw stale(electionName, term);
        }
        seats.put(electionName, seat);
        return results;
    }

    /** Null if the seat is not as it was. */
    private @Nullable List<OpResult> tryCommit(Seat seat, List<Op> ops) throws KeeperException {
        int checks = seat.checks().size();
        List<Op> all = new ArrayList<>(seat.checks());
        all.addAll(ops);
        RequestSize.requireAccepted(all, client.chroot());
        MultiAnswer answer =
                ask(call -> call.await(call.multi(all)), "it is not known whether the operations were applied");
        if (answer.isApplied()) {
            return List.copyOf(answer.results().subList(checks, all.size()));
        }
        if (answer.failedAt() < checks && answer.isRefused()) {
            return null;
        }
        throw KeeperException.create(answer.code(), all.get(answer.failedAt()).getPath());
    }

    private Seat look(String electionName, long term) {
        List<Op> checks = ask(call -> this.checks.look(call, electionName, term), "nothing was applied");
        if (checks.isEmpty()) {
            throw stale(electionName, term);
        }
        return new Seat(term, checks);
    }

    private StaleTermException stale(String electionName, long term) {
        seats.computeIfPresent(electionName, (name, seat) -> seat.term() == term ? null : seat);
        return new StaleTermException(electionName, term);
    }

    private <T> T ask(Call.Work<T> work, String consequence) {
        try {
            return work.run(Call.open(client, Attempt.within(limit)));
        } catch (LeaseStoreException e) {
            throw e;
        } catch (Exception e) {
            throw new LeaseStoreException("no answer from ZooKeeper: " + consequence, Call.noted(e));
        }
    }
}
