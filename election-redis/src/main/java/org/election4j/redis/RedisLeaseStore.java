// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.election4j.spi.Advice;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.HintListener;
import org.election4j.spi.HintWatch;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.RandomIds;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StorePace;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepByPages;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.spi.WriteOutcome;
import redis.clients.jedis.UnifiedJedis;

/**
 * Records in hashes of a Redis server, changed by scripts.
 *
 * <p>Every call is one script on the primary: a replica gives no answer. Its epoch is the server's {@code master_replid},
 * its version is the nonce, and its clock is the expiry of a key beside each session, renewed by the script that renews the
 * session.
 *
 * <p>A write is {@code Applied} or {@code Rejected} only by the answer of its script. Every error is an unknown outcome,
 * whatever it says: {@code READONLY}, {@code LOADING}, {@code MASTERDOWN}, {@code CLUSTERDOWN}, {@code TRYAGAIN},
 * {@code ASK}, {@code OOM}, {@code MISCONF}, {@code NOREPLICAS}, {@code NOPERM}, {@code BUSY}, a connection that breaks or
 * does not answer. Two errors mean that nothing was run, and are followed within the attempt: {@code NOSCRIPT} by sending
 * the script in full, {@code MOVED} by asking the server that it names.
 *
 * <p>Calls block for at most about their attempt's time, with one exception: how long a client of yours takes to make a new
 * connection is its own setting. Keep its connection timeout below a tenth of the lease, or let {@link #connect} make
 * connections.
 *
 * <p>Thread-safe. There is nothing to create beforehand.
 */
public final class RedisLeaseStore implements LeaseStore {

    private static final Duration DECLARATION_LIMIT = Duration.ofSeconds(10);

    private final Lines lines;
    private final Calls calls;
    private final RedisOptions options;
    private final RecordReads reads;
    private final RecordWrites writes;
    private final PolicyWatch policy;
    private final Advice advice = new Advice();
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Set<HintChannel> channels = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * A store with default options on a client of yours.
     *
     * @param client a {@code RedisClient}, {@code RedisSentinelClient} or {@code RedisClusterClient}; never closed by the
     *     store. Best one that the rest of the application does not use, so that a busy application cannot keep a
     *     heartbeat waiting
     * @throws IllegalArgumentException if it is another kind of client
     */
    public RedisLeaseStore(UnifiedJedis client) {
        this(client, RedisOptions.defaults());
    }

    /**
     * A store on a client of yours. It takes connections out of the client's pool and runs no command through the client,
     * so the client's repetitions do not matter.
     *
     * @param client a {@code RedisClient}, {@code RedisSentinelClient} or {@code RedisClusterClient}; never closed by the
     *     store
     * @param options the options; with hints, one connection of the pool is held as long as hints are watched
     * @throws IllegalArgumentException if it is another kind of client
     */
    public RedisLeaseStore(UnifiedJedis client, RedisOptions options) {
        this(ClientLines.of(client, requireNonNull(options, "options").keys().slot()), options);
    }

    private RedisLeaseStore(Lines lines, RedisOptions options) {
        this.lines = lines;
        this.calls = new Calls(lines);
        this.options = requireNonNull(options, "options");
        this.reads = new RecordReads(options.keys());
        this.writes = new RecordWrites(options);
        this.policy = new PolicyWatch(new RedisProbe(options, reads));
    }

    /**
     * A store with default options on two connections of its own.
     *
     * @param url {@code redis://user:password@host:port/database}, or {@code rediss://} for TLS; user, password, port and
     *     database may be left out
     * @return the store; it connects when it is first used, and closes its connections when it is closed
     * @throws IllegalArgumentException if the URL is not one of Redis
     */
    public static RedisLeaseStore connect(String url) {
        return connect(url, RedisOptions.defaults());
    }

    /**
     * A store on two connections of its own, and one more for hints.
     *
     * @param url {@code redis://user:password@host:port/database}, or {@code rediss://} for TLS; user, password, port and
     *     database may be left out
     * @param options the options
     * @return the store; it connects when it is first used, and closes its connections when it is closed
     * @throws IllegalArgumentException if the URL is not one of Redis
     */
    public static RedisLeaseStore connect(String url, RedisOptions options) {
        requireNonNull(url, "url");
        requireNonNull(options, "options");
        return own(new OnePrimary(RedisUrl.parse(url, options.clientConfig())), options);
    }

    /**
     * A store on two connections of its own, and one more for hints, to the primary that a Sentinel names.
     *
     * @param url the name of the primary in place of a host, and the login there: {@code redis://user:password@mymaster}
     * @param sentinels the Sentinels, with their own login if they need one: {@code redis://host:26379}; not empty
     * @param options the options
     * @return the store; it connects when it is first used, and closes its connections when it is closed
     * @throws IllegalArgumentException if a URL is not one of Redis, or no Sentinel is named
     */
    public static RedisLeaseStore connectSentinel(String url, List<String> sentinels, RedisOptions options) {
        requireNonNull(url, "url");
        requireNonNull(sentinels, "sentinels");
        requireNonNull(options, "options");
        RedisUrl primary = RedisUrl.parse(url, options.clientConfig());
        return own(new SentinelPrimary(primary, parseAll("Sentinel", sentinels, options)), options);
    }

    /**
     * A store on two connections of its own, and one more for hints, to the server of a Cluster that has the namespace.
     *
     * @param servers some servers of the Cluster, best three or more; the login of the first is used for all; not empty
     * @param options the options
     * @return the store; it connects when it is first used, and closes its connections when it is closed
     * @throws IllegalArgumentException if a URL is not one of Redis, or no server is named
     */
    public static RedisLeaseStore connectCluster(List<String> servers, RedisOptions options) {
        requireNonNull(servers, "servers");
        requireNonNull(options, "options");
        return own(new ClusterPrimary(parseAll("server", servers, options)), options);
    }

    private static List<RedisUrl> parseAll(String what, List<String> urls, RedisOptions options) {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("name at least one " + what);
        }
        return urls.stream()
                .map(url -> RedisUrl.parse(url, options.clientConfig()))
                .toList();
    }

    private static RedisLeaseStore own(Primary primary, RedisOptions options) {
        return new RedisLeaseStore(new DedicatedClient(primary), options);
    }

    /**
     * States that <em>this namespace was never used</em>: no candidate ever elected here, neither on this server nor on
     * another that its data come from. The first candidate then need not wait. If the statement is false, two candidates can
     * lead at once for up to a lease. Does nothing if the namespace already has its store record, whoever wrote it, so it
     * may run at every start of a test or a demo; after a failover or a restart of the server candidates wait all the same.
     * Blocks for at most some ten seconds.
     *
     * @param maxLease the longest lease that is used here, see {@link org.election4j.LeaseLimits}; positive, in whole milliseconds
     * @return true if the statement was recorded now
     * @throws IllegalArgumentException if {@code maxLease} is not such a duration
     * @throws UnsafeStoreException if the namespace has sessions or elections, and so was used
     * @throws LeaseStoreException if the server could not be asked, or did not answer
     */
    public boolean declareNeverUsed(Duration maxLease) {
        Attempt attempt = Attempt.within(DECLARATION_LIMIT);
        ReadOutcome found = read(RecordKey.STORE, attempt);
        if (found instanceof ReadOutcome.Found) {
            return false;
        }
        if (!(found instanceof ReadOutcome.Absent absent)) {
            throw notAnswered(found);
        }
        String epoch = absent.stamp().epoch();
        for (RecordKind kind : RecordKind.values()) {
            requireNone(list(kind, attempt));
        }
        RandomIds ids = new RandomIds();
        StoreRecord settled = StoreRecord.first(
                epoch, StoreRecord.State.SETTLED, ids.next(), maxLease, StoreRecord.allowedFirst(maxLease), ids.next());
        WriteOutcome outcome = compareAndSet(new CompareAndSet(null, settled, Guard.epoch(epoch)), attempt);
        if (outcome instanceof WriteOutcome.Unknown) {
            throw notAnswered(outcome);
        }
        return outcome instanceof WriteOutcome.Applied;
    }

    private void requireNone(ListOutcome outcome) {
        if (!(outcome instanceof ListOutcome.Listed listed)) {
            throw notAnswered(outcome);
        }
        if (!listed.records().isEmpty()) {
            throw new UnsafeStoreException("the namespace of " + describe()
                    + " was used; let the candidates find out themselves when it is safe to elect");
        }
    }

    private LeaseStoreException notAnswered(Object outcome) {
        return new LeaseStoreException("cannot declare " + describe() + " never used: " + outcome, null);
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
                line -> confirmed(line, true, reads.read(line, keys)),
                cause -> Collections.nCopies(keys.size(), new ReadOutcome.Unknown(cause)));
    }

    /**
     * {@inheritDoc}
     *
     * <p>One request for the names, and one for every 200 records.
     */
    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        return attempt(attempt, line -> confirmed(line, true, reads.list(line, kind)), ListOutcome.Unknown::new);
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        return compareAndSetAll(List.of(write), attempt).get(0);
    }

    /**
     * {@inheritDoc}
     *
     * <p>One request for every 100 writes.
     */
    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> all, Attempt attempt) {
        if (all.isEmpty()) {
            return List.of();
        }
        List<WriteOutcome> written = attempt(
                attempt,
                line -> {
                    List<WriteOutcome> outcomes = writes.write(line, all);
                    return confirmed(
                            line, outcomes.stream().anyMatch(WriteOutcome.Applied.class::isInstance), outcomes);
                },
                cause -> Collections.nCopies(all.size(), new WriteOutcome.Unknown(cause)));
        if (all.stream().anyMatch(one -> one.next() instanceof SessionRecord)) {
            channels.forEach(HintChannel::keepAlive);
        }
        return written;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Two requests for a page, and one for what is deleted. A page can be longer than asked for: the server says how
     * much of an index it looks at, and names all of a short one.
     */
    @Override
    public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
        return attempt(
                attempt,
                line -> {
                    SweepPages pages = new SweepPages(reads, writes, line, sweep.guard());
                    return confirmed(line, true, SweepByPages.step(sweep, pages));
                },
                SweepOutcome.Unknown::new);
    }

    /** Reads wait too: otherwise a read after an unconfirmed write would show it as if it were confirmed. */
    private <T> T confirmed(Line line, boolean needed, T outcome) {
        if (needed && options.replicas() > 0) {
            line.awaitReplicas(options.replicas());
        }
        return outcome;
    }

    @Override
    public Watch watch(HintListener hints) {
        if (!options.hints() || closed) {
            return () -> {};
        }
        String channel = options.keys().hints();
        Watch watch = HintWatch.start("election4j-redis-hints", () -> listening(channel), hints);
        watches.add(watch);
        if (closed) {
            watch.close();
        }
        return () -> {
            watches.remove(watch);
            watch.close();
        };
    }

    private HintChannel listening(String channel) {
        HintChannel opened = new HintChannel(channel, lines, calls, options.lease(), advice, channels::remove);
        channels.add(opened);
        return opened;
    }

    @Override
    public List<String> advice() {
        return advice.all();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The lease of the options; all else is as usual.
     */
    @Override
    public StorePace pace() {
        StorePace usual = StorePace.usual();
        return new StorePace(options.lease(), usual.recordsPerCall(), usual.verifiedPerLease());
    }

    @Override
    public void probe(Attempt attempt) {
        try {
            requireOpen();
            calls.make(attempt, line -> new RedisProbe(options, reads).check(line));
        } catch (LeaseStoreException e) {
            throw e;
        } catch (RuntimeException e) {
            throw ServerErrors.ofProbe(describe(), e);
        }
    }

    @Override
    public String describe() {
        return "redis namespace " + options.namespace() + " at " + lines.place();
    }

    @Override
    public void close() {
        closed = true;
        watches.forEach(Watch::close);
        watches.clear();
        lines.close();
    }

    @Override
    public String toString() {
        return describe();
    }

    private void requireOpen() {
        if (closed) {
            throw new LeaseStoreException(describe() + " is closed", null);
        }
    }

    private <T> T attempt(Attempt attempt, Calls.Work<T> work, Function<Throwable, T> unknown) {
        try {
            requireOpen();
            return calls.make(attempt, line -> {
                T outcome = work.run(line);
                policy.look(line);
                return outcome;
            });
        } catch (RuntimeException e) {
            return unknown.apply(ServerErrors.told(e));
        }
    }
}
