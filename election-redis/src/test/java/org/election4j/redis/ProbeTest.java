// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.redis.Namespace.attempt;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.election4j.LeaderElector;
import org.election4j.Takeover;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.RecordKey;
import org.election4j.spi.UnsafeStoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the probe refuses, and that each refusal says what to change. */
@Timeout(60)
class ProbeTest {

    private static RedisProcess server;

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void default_policy() {
        policy("noeviction");
    }

    @Test
    void a_server_as_it_comes_is_fine() {
        assertThatCode(() -> probe(server, RedisOptions.defaults())).doesNotThrowAnyException();
    }

    @Test
    void a_replica_is_refused() {
        try (RedisProcess replica = RedisProcess.replicaOf(server)) {
            assertThatThrownBy(() -> probe(replica, RedisOptions.defaults()))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContaining(
                            "is a replica; connect to the primary, which is at 127.0.0.1:" + server.port());
        }
    }

    @Test
    void a_replica_gives_no_answer_even_unprobed() {
        try (RedisProcess replica = RedisProcess.replicaOf(server);
                RedisLeaseStore store = RedisLeaseStore.connect(replica.url())) {
            assertThat(Namespace.unknown(store.read(RecordKey.STORE, attempt())))
                    .hasMessageContaining("READONLY");
        }
    }

    @Test
    void a_policy_that_may_evict_records_is_refused() {
        for (String policy : new String[] {"allkeys-lru", "allkeys-lfu", "allkeys-random"}) {
            policy(policy);
            assertThatThrownBy(() -> probe(server, RedisOptions.defaults()))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContaining("maxmemory-policy is " + policy)
                    .hasMessageContaining("set it to noeviction");
        }
    }

    @Test
    void a_policy_that_may_evict_signs_of_life_is_refused_for_those_who_trust_them() {
        policy("volatile-lru");
        RedisOptions trusting =
                RedisOptions.builder().takeover(Takeover.STORE_CLOCK).build();
        assertThatThrownBy(() -> probe(server, trusting))
                .isInstanceOf(UnsafeStoreException.class)
                .hasMessageContaining("maxmemory-policy is volatile-lru")
                .hasMessageContaining("use Takeover.OBSERVED");
        assertThatCode(() -> probe(server, RedisOptions.defaults())).doesNotThrowAnyException();
        policy("noeviction");
        assertThatCode(() -> probe(server, trusting)).doesNotThrowAnyException();
    }

    @Test
    void a_sentinel_is_refused() {
        try (RedisProcess sentinel = RedisProcess.sentinelOf(server, 1)) {
            assertThatThrownBy(() -> probe(sentinel, RedisOptions.defaults()))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContaining("is a Sentinel; use RedisLeaseStore.connectSentinel");
        }
    }

    @Test
    void another_format_is_refused() {
        RedisOptions options = TestServer.freshOptions().build();
        Namespace namespace = Namespace.of(server.url(), options);
        server.ask("HSET", namespace.keys.store(), "format", "1");
        assertThatThrownBy(() -> probe(server, options))
                .isInstanceOf(UnsafeStoreException.class)
                .hasMessageContaining("has format 1, and this library reads 2 and later");
    }

    @Test
    void missing_permissions_are_named_where_the_server_can_tell() {
        assumeTrue(!server.info("server").contains("redis_version:6."), "Redis 6.2 cannot tell");
        server.ask("ACL", "SETUSER", "half", "reset", "on", ">half", "~*", "&*", "+@all", "-hset", "-srem");
        assertThatThrownBy(() -> probe("redis://half:half@127.0.0.1:" + server.port(), RedisOptions.defaults()))
                .isInstanceOf(UnsafeStoreException.class)
                .hasMessageContaining("ACL SETUSER with +hset +srem ~{election4j}:* &{election4j}:hints");
    }

    @Test
    void a_server_that_cannot_be_asked_is_no_refusal() {
        assertThatThrownBy(() -> probe("redis://127.0.0.1:1", RedisOptions.defaults()))
                .isInstanceOf(LeaseStoreException.class)
                .isNotInstanceOf(UnsafeStoreException.class);
    }

    private static void policy(String policy) {
        server.ask("CONFIG", "SET", "maxmemory-policy", policy);
    }

    private static void probe(RedisProcess process, RedisOptions options) {
        probe(process.url(), options);
    }

    private static void probe(String url, RedisOptions options) {
        try (RedisLeaseStore store = RedisLeaseStore.connect(url, options)) {
            store.probe(attempt());
        }
    }

    @Test
    void a_policy_that_turns_unsafe_while_a_leader_leads_ends_its_leadership_until_it_is_safe_again() throws Exception {
        RedisOptions options = TestServer.freshOptions().build();
        Duration lease = Duration.ofSeconds(2);
        try (RedisLeaseStore store = RedisLeaseStore.connect(server.url(), options)) {
            store.declareNeverUsed(lease);
            try (LeaderElector elector =
                    LeaderElector.builder(store, "e").lease(lease).start()) {
                assertThat(elector.awaitLeadership(lease.multipliedBy(10))).isPresent();
                policy("allkeys-lru");
                Awaitility.await("the loss").atMost(lease.multipliedBy(10)).until(() -> !elector.isLeader());
                assertThat(elector.candidate().status().lastError()).contains("maxmemory-policy is allkeys-lru");
                policy("noeviction");
                Awaitility.await("leading again").atMost(lease.multipliedBy(15)).until(elector::isLeader);
            }
        }
    }

    @Test
    void a_user_who_may_not_announce_changes_is_not_refused_for_that() throws Exception {
        server.ask("ACL", "SETUSER", "mute", "reset", "on", ">mute", "~*", "resetchannels", "+@all");
        RedisOptions options = TestServer.freshOptions().build();
        String url = "redis://mute:mute@127.0.0.1:" + server.port();
        assertThatCode(() -> probe(url, options)).doesNotThrowAnyException();
        try (RedisLeaseStore store = RedisLeaseStore.connect(url, options)) {
            store.declareNeverUsed(Duration.ofSeconds(2));
            try (LeaderElector elector = LeaderElector.builder(store, "e")
                    .lease(Duration.ofSeconds(2))
                    .start()) {
                assertThat(elector.awaitLeadership(Duration.ofSeconds(20))).isPresent();
            }
        }
    }
}
