// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.redis.Namespace.attempt;
import static org.election4j.redis.Namespace.find;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.election4j.StaleTermException;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.RecordKey;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickWrite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClusterClient;

/** A real Cluster. The test that kills one of its servers comes last. */
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("own-server")
class ClusterTest {

    private static RedisCluster cluster;

    private final RedisOptions options = TestServer.freshOptions().build();
    private final int slot = options.keys().slot();

    @BeforeAll
    static void start() {
        cluster = new RedisCluster();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void any_server_leads_to_the_one_with_the_namespace() {
        List<String> stranger = List.of(cluster.strangerTo(slot).url());
        try (RedisLeaseStore store = RedisLeaseStore.connectCluster(stranger, options)) {
            store.probe(attempt());
            Namespace namespace = Namespace.through(store, options);
            namespace.lead(store, "a", 7, namespace.session());
            assertThat(find(store, new RecordKey.Election("a"))).isNotNull();
        }
    }

    @Test
    void a_client_and_a_fence_of_the_users_work_too() {
        HostAndPort stranger = HostAndPort.from(
                RedisProcess.HOST + ":" + cluster.strangerTo(slot).port());
        try (RedisClusterClient client =
                        RedisClusterClient.builder().nodes(Set.of(stranger)).build();
                RedisLeaseStore store = new RedisLeaseStore(client, options)) {
            Namespace namespace = Namespace.through(store, options);
            store.probe(attempt());
            namespace.lead(store, "a", 7, namespace.session());
            RedisFence fence = new RedisFence(client, options);
            String key = "{" + options.namespace() + "}:balance";
            CommandArguments set = new CommandArguments(Command.SET).key(key).add("5");
            assertThat(fence.run("a", 7, set)).containsExactly("OK");
            assertThatThrownBy(() -> fence.run("a", 6, set)).isInstanceOf(StaleTermException.class);
        }
    }

    @Test
    void ticks_are_started_there_too() {
        HostAndPort stranger = HostAndPort.from(
                RedisProcess.HOST + ":" + cluster.strangerTo(slot).port());
        try (RedisClusterClient client =
                        RedisClusterClient.builder().nodes(Set.of(stranger)).build();
                RedisLeaseStore store = new RedisLeaseStore(client, options)) {
            Namespace namespace = Namespace.through(store, options);
            namespace.lead(store, "a", 7, namespace.session());
            Instant due = Instant.parse("2025-03-29T01:59:59Z");
            TickRecord tick = new TickRecord(
                    "report", due, TickRecord.State.STARTED, "a", 7, "billing", due, null, 0, 1, UUID.randomUUID());
            RedisTickStore ticks = new RedisTickStore(client, options);
            assertThat(ticks.start(null, tick, attempt())).isEqualTo(new TickWrite.Applied());
            assertThat(ticks.read("report", attempt()))
                    .isInstanceOfSatisfying(
                            TickRead.Found.class,
                            found -> assertThat(found.record()).isEqualTo(tick));
        }
    }

    @Test
    void a_store_for_one_server_says_what_to_use_instead() {
        String url = cluster.strangerTo(slot).url();
        try (RedisLeaseStore store = RedisLeaseStore.connect(url, options)) {
            assertThatThrownBy(() -> store.probe(attempt()))
                    .isInstanceOf(LeaseStoreException.class)
                    .hasMessageContaining("belongs to a Cluster; use RedisLeaseStore.connectCluster");
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void leadership_outlives_the_loss_of_the_server_with_the_namespace() {
        try (Candidates candidates = new Candidates(() -> RedisLeaseStore.connectCluster(cluster.urls(), options))) {
            long term = candidates.awaitTermAbove(0);
            cluster.primaryOf(slot).kill();
            assertThat(candidates.awaitTermAbove(term)).isGreaterThan(term);
        }
    }
}
