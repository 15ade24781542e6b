// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.redis.Namespace.attempt;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.TickFields;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickRecord.State;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.RedisClient;

/** What the contract of ticks cannot ask for: how they are kept, and what becomes of them on bad days. */
@Timeout(120)
class TickStoreTest {

    private static final String JOB = "nightly-report";
    private static final Instant DUE = Instant.parse("2025-03-29T01:59:59Z");

    private final Namespace namespace = Namespace.fresh();
    private final RedisClient client = TestServer.client();
    private final TickStore ticks = new RedisTickStore(client, namespace.options);
    private final String key = namespace.keys.tick(JOB);

    @BeforeEach
    void a_leader_in_term_five() {
        lead(TestServer.url(), namespace);
    }

    private static void lead(String url, Namespace namespace) {
        try (RedisLeaseStore leases = RedisLeaseStore.connect(url, namespace.options)) {
            namespace.lead(leases, "billing", 5, namespace.session());
        }
    }

    @AfterEach
    void close_the_client() {
        client.close();
    }

    private static TickRecord started(Instant tick) {
        return new TickRecord(
                JOB, tick, State.STARTED, "billing", 5, "a", tick.plusMillis(7), null, 3, 1, UUID.randomUUID());
    }

    @Test
    void the_next_tick_leaves_nothing_of_the_one_before() {
        TickRecord first = started(DUE);
        TickRecord ended = first.ended(State.FAILED, DUE.plusMillis(9), UUID.randomUUID());
        TickRecord next = started(DUE.plusMillis(1));
        assertThat(ticks.start(null, first, attempt())).isEqualTo(new TickWrite.Applied());
        assertThat(ticks.end(first.nonce(), ended, attempt())).isEqualTo(new TickWrite.Applied());
        assertThat(ticks.start(ended.nonce(), next, attempt())).isEqualTo(new TickWrite.Applied());
        Map<String, String> fields = client.hgetAll(key);
        assertThat(fields.remove("ended")).isEmpty();
        assertThat(fields).isEqualTo(TickFields.of(next));
        assertThat(client.keys("{" + namespace.options.namespace() + "}:tick:*"))
                .containsExactly(key);
        assertThat(client.pttl(key)).as("no time to live").isEqualTo(-1);
    }

    @Test
    void the_probe_names_what_the_user_may_not_do_with_ticks() {
        String namespace = this.namespace.options.namespace();
        try (RedisProcess server = RedisProcess.start();
                RedisClient any = RedisClient.create(server.url());
                RedisClient limited = RedisClient.create("redis://few:secret@127.0.0.1:" + server.port())) {
            server.ask("ACL", "SETUSER", "few", "reset", "on", ">secret", "+@all", "~{" + namespace + "}:store");
            new RedisTickStore(any, this.namespace.options).probe(attempt());
            TickStore theirs = new RedisTickStore(limited, this.namespace.options);
            assertThatThrownBy(() -> theirs.probe(attempt())).hasMessageContaining("permission");
        }
    }

    @Test
    void a_hash_that_somebody_else_wrote_is_unknown_and_the_cause_says_what_to_do() {
        client.hset(key, Map.of("job", JOB));
        assertThat(ticks.read(JOB, attempt()))
                .isInstanceOfSatisfying(
                        TickRead.Unknown.class,
                        unknown -> assertThat(unknown.cause())
                                .hasMessageContaining(key)
                                .hasMessageContaining("there is no field 'tick'; delete it"));
    }

    @Test
    void a_server_that_does_not_answer_is_an_unknown_outcome() throws Exception {
        TickRecord first = started(DUE);
        try (TcpProxy proxy = new TcpProxy(TestServer.address().getPort());
                RedisClient through = RedisClient.create(TestServer.url(proxy.port()))) {
            TickStore cut = new RedisTickStore(through, namespace.options);
            assertThat(cut.start(null, first, attempt())).isEqualTo(new TickWrite.Applied());
            proxy.blackHole();
            assertThat(cut.read(JOB, attempt(300))).isInstanceOf(TickRead.Unknown.class);
            assertThat(cut.end(first.nonce(), first, attempt(300))).isInstanceOf(TickWrite.Unknown.class);
            assertThat(cut.start(first.nonce(), started(DUE.plusMillis(1)), attempt(300)))
                    .isInstanceOf(TickWrite.Unknown.class);
        }
    }

    @Test
    @Tag("own-server")
    void without_the_replica_neither_a_start_nor_what_it_wrote_is_known() {
        RedisOptions confirmed = TestServer.freshOptions().replicas(1).build();
        try (RedisProcess primary = RedisProcess.start();
                RedisProcess replica = RedisProcess.replicaOf(primary);
                RedisClient own = RedisClient.create(primary.url())) {
            lead(primary.url(), Namespace.of(primary.url(), confirmed));
            TickStore careful = new RedisTickStore(own, confirmed);
            TickRecord first = started(DUE);
            assertThat(careful.start(null, first, attempt())).isEqualTo(new TickWrite.Applied());
            replica.signal("STOP");
            assertThat(careful.start(first.nonce(), started(DUE.plusMillis(1)), attempt(500)))
                    .isInstanceOf(TickWrite.Unknown.class);
            assertThat(careful.read(JOB, attempt(500))).isInstanceOf(TickRead.Unknown.class);
            replica.signal("CONT");
        }
    }
}
