// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.curator.framework.CuratorFramework;
import org.election4j.spi.Advice;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.StorePace;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepByPages;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/**
 * Records in persistent znodes of a ZooKeeper ensemble, changed by transactions on their exact version.
 *
 * <p>No znode is ephemeral, and no right of a leader hangs on the session of the client: that session may expire, and a
 * leader goes on if its next heartbeat is in time.
 *
 * <p>A transaction that fails because a znode is missing, is there already, or has another version is a rejection. Every
 * other failure is unknown: a lost connection, an expired session, no answer in time, and also a lack of rights, with the
 * exception as the cause. The ensemble never loses an acknowledged write, so there is no epoch and guards are not looked
 * at; there is no clock either. The version is the nonce and, as a mark, the znode's data version together with a random
 * id that a znode does not share with one that was there before.
 *
 * <p>Requests go around Curator, straight to its ZooKeeper client: nothing is repeated, whatever the retry policy. Calls
 * block for at most about their attempt's time. Their answers arrive on the event thread of that client. A watcher of
 * yours that blocks on the same client holds them up, and heartbeats with them: do not block in watchers, or let {@link
 * #connect} make a client that nothing else uses.
 *
 * <p>Thread-safe. Missing znodes are created with the first record.
 */
public final class ZooKeeperLeaseStore implements LeaseStore {

    /**
     * All requests of a client share one connection, in order, and what is sent cannot be taken back: behind a batch that
     * takes longer than an attempt stand the heartbeats, and every repetition makes the queue longer. A hundred
     * transactions take a busy server some tens of milliseconds; the shortest attempts are of some seventy.
     */
    private static final int RECORDS_PER_CALL = 100;

    /**
     * Every record is a request of its own, however many a call asks for. Watches tell of changes, and of deletions too, so
     * reading a record that nothing was heard of is the last resort only.
     */
    private static final int VERIFIED_PER_LEASE = 20;

    private final RawClient client;
    private final ZnodePaths paths;
    private final ZooKeeperOptions options;
    private final Rights rights;
    private final RecordReads reads;
    private final RecordWrites writes;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Advice advice = new Advice();

    /**
     * A store with default options on a client of yours.
     *
     * @param curator the client; started before the first call, and never closed by the store. Its chroot, namespace and
     *     credentials apply, and its {@code ACLProvider} unless the options name rights; its retry policy does not
     */
    public ZooKeeperLeaseStore(CuratorFramework curator) {
        this(curator, ZooKeeperOptions.defaults());
    }

    /**
     * A store on a client of yours.
     *
     * @param curator the client; started before the first call, and never closed by the store. Its chroot, namespace and
     *     credentials apply, and its {@code ACLProvider} unless the options name rights; its retry policy does not
     * @param options the options
     */
    public ZooKeeperLeaseStore(CuratorFramework curator, ZooKeeperOptions options) {
        this(RawClient.of(requireNonNull(curator, "curator")), options, Rights.providedBy(curator));
    }

    private ZooKeeperLeaseStore(RawClient client, ZooKeeperOptions options, Rights otherwise) {
        this.client = client;
        this.options = requireNonNull(options, "options");
        this.paths = new ZnodePaths(RawClient.inNamespace(client.curator(), options.path()));
        this.rights = options.rightsOr(otherwise);
        this.reads = new RecordReads(paths);
        this.writes = new RecordWrites(paths, rights);
    }

    /**
     * A store with default options on a client of its own.
     *
     * @param connectString hosts and ports, with commas between them, and optionally a chroot, which must exist: {@code
     *     zk1:2181,zk2:2181,zk3:2181/app}
     * @return the store; it connects in the background, and closes its connection when it is closed
     * @throws IllegalArgumentException if the connect string names no servers, or more than servers and a chroot
     */
    public static ZooKeeperLeaseStore connect(String connectString) {
        return connect(connectString, ZooKeeperOptions.defaults());
    }

    /**
     * A store on a client of its own.
     *
     * @param connectString hosts and ports, and optionally a chroot, which must exist
     * @param options the options; the session timeout is derived from their lease
     * @return the store; it connects in the background, and closes its connection when it is closed
     * @throws IllegalArgumentException if the connect string names no servers, or more than servers and a chroot
     */
    public static ZooKeeperLeaseStore connect(String connectString, ZooKeeperOptions options) {
        return new ZooKeeperLeaseStore(
                DedicatedClient.start(
                        requireNonNull(connectString, "connectString"), null, null, requireNonNull(options, "options")),
                options,
                Rights.always(ZooKeeperOptions.EVERYBODY));
    }

    /**
     * A store on a client of its own that authenticates with the {@code digest} scheme. What it creates is for that user
     * alone, unless the options say otherwise.
     *
     * @param connectString hosts and ports, and optionally a chroot, which must exist
     * @param user the user
     * @param password the password
     * @param options the options; the session timeout is derived from their lease
     * @return the store; it connects in the background, and closes its connection when it is closed
     * @throws IllegalArgumentException if the connect string names no servers, or more than servers and a chroot
     */
    public static ZooKeeperLeaseStore connect(
            String connectString, String user, String password, ZooKeeperOptions options) {
        requireNonNull(connectString, "connectString");
        requireNonNull(options, "options");
        requireNonNull(user, "user");
        requireNonNull(password, "password");
        return new ZooKeeperLeaseStore(
                DedicatedClient.start(connectString, user, password, options),
                options,
                Rights.always(ZooKeeperOptions.THE_CREATOR));
    }

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        return readAll(List.of(key), attempt).get(0);
    }

    @Override
    public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return attempt(
                attempt,
                call -> reads.read(call, keys),
                cause -> Collections.nCopies(keys.size(), new ReadOutcome.Unknown(cause)));
    }

    /**
     * {@inheritDoc}
     *
     * <p>The names of all records of the kind have to fit into one packet, which holds some ten thousand sessions: see the
     * client's {@code jute.maxbuffer}.
     */
    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        return attempt(attempt, call -> reads.list(call, kind), ListOutcome.Unknown::new);
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        return attempt(attempt, call -> writes.write(call, write), WriteOutcome.Unknown::new);
    }

    /**
     * {@inheritDoc}
     *
     * <p>One transaction for each write, all sent before the first answer is waited for.
     */
    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> all, Attempt attempt) {
        if (all.isEmpty()) {
            return List.of();
        }
        return attempt(
                attempt,
                call -> writes.writeAll(call, all),
                cause -> Collections.nCopies(all.size(), new WriteOutcome.Unknown(cause)));
    }

    /**
     * {@inheritDoc}
     *
     * <p>One request for the names of all records of a kind, which have to fit into one packet, and one for each record of
     * the page; then one transaction for each session that is deleted. Only the caller's own clock tells what is old.
     */
    @Override
    public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
        return attempt(attempt, call -> SweepByPages.step(sweep, new Pages(call)), SweepOutcome.Unknown::new);
    }

    private final class Pages implements SweepByPages.Records<Exception> {
        private final Call call;

        private Pages(Call call) {
            this.call = call;
        }

        @Override
        public SweepByPages.Page page(RecordKind kind, @Nullable String after, int limit) throws Exception {
            return reads.page(call, kind, after, limit);
        }

        @Override
        public int delete(List<StoredRecord> ended) throws Exception {
            return writes.delete(call, ended);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Needs servers of version 3.6 or later; with older ones candidates poll.
     */
    @Override
    public Watch watch(HintListener hints) {
        if (!options.hints() || client.isClosed()) {
            return () -> {};
        }
        ZooKeeperHints watch = new ZooKeeperHints(client.curator(), paths, hints, advice);
        watches.add(watch);
        watch.start();
        if (client.isClosed()) {
            watch.close();
        }
        return () -> {
            watches.remove(watch);
            watch.close();
        };
    }

    /**
     * {@inheritDoc}
     *
     * <p>The lease of the options, and a hundred records per call, so that a heartbeat never waits long behind a batch.
     */
    @Override
    public StorePace pace() {
        return new StorePace(options.lease(), RECORDS_PER_CALL, VERIFIED_PER_LEASE);
    }

    @Override
    public List<String> advice() {
        return advice.all();
    }

    @Override
    public void probe(Attempt attempt) {
        ZooKeeperProbe probe = new ZooKeeperProbe(paths, rights);
        ZooKeeperProbe.ask(client, attempt, describe(), probe::check);
    }

    @Override
    public String describe() {
        return "zookeeper znode " + paths.base() + " at " + client.place();
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
        watches.clear();
        client.close();
    }

    @Override
    public String toString() {
        return describe();
    }

    private <T> T attempt(Attempt attempt, Call.Work<T> work, Function<Throwable, T> unknown) {
        return Call.make(client, attempt, work, unknown);
    }
}
