// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.redis.Namespace.applied;
import static org.election4j.redis.Namespace.attempt;
import static org.election4j.redis.Namespace.rejected;
import static org.election4j.redis.Namespace.renewed;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisSentinelClient;

/** A primary, a replica and three Sentinels, all real. */
@Tag("own-server")
@Timeout(120)
class SentinelTest {

    private final RedisProcess primary = RedisProcess.start();
    private final RedisProcess replica = RedisProcess.replicaOf(primary);
    private final List<RedisProcess> sentinels =
            Stream.generate(() -> RedisProcess.sentinelOf(primary, 2)).limit(3).toList();
    private final RedisOptions options = TestServer.freshOptions().build();

    SentinelTest() {
        Awaitility.await("the Sentinels know each other and the replica")
                .atMost(Duration.ofSeconds(30))
                .until(() -> sentinels.stream()
                        .allMatch(sentinel -> sentinel.info("sentinel").contains("slaves=1,sentinels=3")));
    }

    @AfterEach
    void stop() {
        sentinels.forEach(RedisProcess::close);
        replica.close();
        primary.close();
    }

    @Test
    void leadership_outlives_the_loss_of_the_primary() {
        try (Candidates candidates = new Candidates(this::connect)) {
            long term = candidates.awaitTermAbove(0);
            primary.kill();
            assertThat(candidates.awaitTermAbove(term)).isGreaterThan(term);
        }
    }

    @Test
    void a_failover_that_loses_the_last_write_is_another_epoch() {
        try (RedisLeaseStore store = connect()) {
            Namespace namespace = Namespace.through(store, options);
            SessionRecord session = namespace.session();
            Version first = applied(store.compareAndSet(namespace.change(null, session), attempt()));
            Awaitility.await("the session is replicated")
                    .until(() -> replica.ask("EXISTS", namespace.keys.session(session.incarnation()))
                            .equals(1L));
            replica.signal("STOP");
            // What is sent to a process that stands still is not lost: it reads it later.
            primary.ask("CLIENT", "KILL", "TYPE", "replica");
            SessionRecord lost = renewed(session);
            applied(store.compareAndSet(namespace.change(first, lost), attempt()));
            primary.kill();
            replica.signal("CONT");
            Awaitility.await("the replica was promoted")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> store.read(session.key(), attempt(1_000)) instanceof ReadOutcome.Found found
                            && !found.stamp().epoch().equals(namespace.guard.epoch()));
            ReadOutcome.Found found = (ReadOutcome.Found) store.read(session.key(), attempt());
            assertThat(found.stored().version())
                    .as("the last heartbeat is lost")
                    .isEqualTo(first);
            rejected(store.compareAndSet(namespace.change(first, renewed(session)), attempt()));
            rejected(store.compareAndSet(
                    namespace.change(null, namespace.held("a", 1, session.incarnation())), attempt()));
        }
    }

    @Test
    void a_client_of_the_users_works_too() {
        Set<HostAndPort> addresses = sentinels.stream()
                .map(sentinel -> new HostAndPort(RedisProcess.HOST, sentinel.port()))
                .collect(Collectors.toSet());
        DefaultJedisClientConfig config = DefaultJedisClientConfig.builder().build();
        try (RedisSentinelClient client = RedisSentinelClient.builder()
                        .masterName("mymaster")
                        .sentinels(addresses)
                        .clientConfig(config)
                        .sentinelClientConfig(config)
                        .build();
                RedisLeaseStore store = new RedisLeaseStore(client, options)) {
            Namespace namespace = Namespace.through(store, options);
            store.probe(attempt());
            applied(store.compareAndSet(namespace.change(null, namespace.session()), attempt()));
        }
    }

    private RedisLeaseStore connect() {
        List<String> urls = sentinels.stream().map(RedisProcess::url).toList();
        return RedisLeaseStore.connectSentinel("redis://mymaster", urls, options);
    }
}
