// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.election4j.redis.Namespace.attempt;

import java.time.Duration;
import org.election4j.LeaderElector;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Connection;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.util.Pool;

/** A name that leads to a replica first and to the primary later, while the connections to the replica live on. */
@Tag("own-server")
@Timeout(60)
class WrongServerTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RedisProcess primary = RedisProcess.start();
    private final RedisProcess replica = RedisProcess.replicaOf(primary);
    private final RedisOptions options = TestServer.freshOptions().lease(LEASE).build();
    private TcpProxy name;

    @BeforeEach
    void name_the_replica() throws Exception {
        name = new TcpProxy(replica.port());
        try (RedisLeaseStore store = RedisLeaseStore.connect(primary.url(), options)) {
            store.declareNeverUsed(LEASE);
        }
    }

    @AfterEach
    void stop() throws Exception {
        name.close();
        replica.close();
        primary.close();
    }

    @Test
    void a_candidate_that_starts_at_a_replica_leads_when_the_name_leads_to_the_primary() {
        try (RedisLeaseStore store = RedisLeaseStore.connect(url(), options);
                LeaderElector elector = LeaderElector.builder(store, "e").start()) {
            await("the refusal")
                    .atMost(PATIENCE)
                    .until(() -> String.valueOf(elector.candidate().status().lastError())
                            .contains("is a replica"));
            name.leadTo(primary.port());
            await("the leadership").atMost(PATIENCE).until(elector::isLeader);
        }
    }

    @Test
    void a_probe_of_a_replica_keeps_no_connection_to_it() {
        try (RedisLeaseStore store = RedisLeaseStore.connect(url(), options)) {
            assertThatThrownBy(() -> store.probe(attempt())).isInstanceOf(UnsafeStoreException.class);
            name.leadTo(primary.port());
            store.probe(attempt());
        }
    }

    @Test
    void idle_connections_of_a_pool_of_the_users_that_lead_to_the_replica_are_dropped() throws Exception {
        try (RedisClient client = RedisClient.create(url());
                RedisLeaseStore store = new RedisLeaseStore(client, options)) {
            Pool<Connection> pool = client.getPool();
            Connection one = pool.borrowObject();
            Connection two = pool.borrowObject();
            pool.returnObject(one);
            pool.returnObject(two);
            assertThatThrownBy(() -> store.probe(attempt())).isInstanceOf(UnsafeStoreException.class);
            name.leadTo(primary.port());
            store.probe(attempt());
            assertThat(store.read(RecordKey.STORE, attempt())).isInstanceOf(ReadOutcome.Found.class);
        }
    }

    @Test
    void a_primary_that_was_made_a_replica_is_left_at_once() {
        name.leadTo(primary.port());
        try (RedisLeaseStore store = RedisLeaseStore.connect(url(), options)) {
            assertThat(store.read(RecordKey.STORE, attempt())).isInstanceOf(ReadOutcome.Found.class);
            await("the replica has the record")
                    .until(() -> replica.ask("EXISTS", options.keys().store()).equals(1L));
            replica.ask("REPLICAOF", "NO", "ONE");
            primary.ask("REPLICAOF", RedisProcess.HOST, Integer.toString(replica.port()));
            name.leadTo(replica.port());
            assertThat(store.read(RecordKey.STORE, attempt())).isInstanceOf(ReadOutcome.Unknown.class);
            assertThat(store.read(RecordKey.STORE, attempt())).isInstanceOf(ReadOutcome.Found.class);
        }
    }

    private String url() {
        return "redis://" + RedisProcess.HOST + ":" + name.port();
    }
}
