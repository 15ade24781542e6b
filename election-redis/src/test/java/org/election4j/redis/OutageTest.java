// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.redis.Namespace.applied;
import static org.election4j.redis.Namespace.attempt;
import static org.election4j.redis.Namespace.find;
import static org.election4j.redis.Namespace.renewed;
import static org.election4j.redis.Namespace.unknown;

import java.time.Duration;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.RedisClient;

/** What lies between a store and its server goes wrong. */
@Timeout(60)
class OutageTest {

    private static final int ATTEMPT_MILLIS = 1_400;
    private static final Duration MUCH_LONGER = Duration.ofMillis(2L * ATTEMPT_MILLIS);

    private final Namespace namespace = Namespace.fresh();
    private final SessionRecord session = namespace.session();
    private TcpProxy proxy;
    private LeaseStore store;

    @BeforeEach
    void connect() throws Exception {
        proxy = new TcpProxy(TestServer.address().getPort());
        store = RedisLeaseStore.connect(TestServer.url(proxy.port()), namespace.options);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        proxy.close();
    }

    @Test
    void a_black_hole_holds_no_call_much_longer_than_its_attempt() {
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        proxy.blackHole();
        for (int i = 0; i < 2; i++) {
            unknown(timed(
                    () -> store.compareAndSet(namespace.change(version, renewed(session)), attempt(ATTEMPT_MILLIS))));
            unknown(timed(() -> store.read(session.key(), attempt(ATTEMPT_MILLIS))));
        }
        timed(() -> {
            assertThatThrownBy(() -> store.probe(attempt(ATTEMPT_MILLIS))).isInstanceOf(LeaseStoreException.class);
            return true;
        });
        proxy.heal();
        awaitWorking();
    }

    /** A client that nobody has configured connects within 2 s, or not at all. */
    @Test
    void a_call_through_a_users_client_takes_its_attempt_or_the_time_to_connect() {
        try (RedisClient client = RedisClient.create(TestServer.url(proxy.port()));
                RedisLeaseStore lent = new RedisLeaseStore(client, namespace.options)) {
            applied(lent.compareAndSet(namespace.change(null, session), attempt()));
            proxy.blackHole();
            for (int i = 0; i < 3; i++) {
                unknown(timed(() -> lent.read(session.key(), attempt(ATTEMPT_MILLIS))));
            }
            proxy.heal();
            find(lent, session.key());
            assertThat(client.getPool().getNumActive())
                    .as("connections not given back")
                    .isZero();
        }
    }

    @Test
    void a_swallowed_answer_is_unknown_and_the_write_is_there() {
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        proxy.swallowAnswers();
        SessionRecord next = renewed(session);
        unknown(timed(() -> store.compareAndSet(namespace.change(version, next), attempt(ATTEMPT_MILLIS))));
        proxy.heal();
        awaitWorking();
        assertThat(find(store, session.key()).version()).isEqualTo(Version.of(next.nonce()));
    }

    @Test
    void a_connection_that_was_cut_costs_one_unknown_outcome() {
        applied(store.compareAndSet(namespace.change(null, session), attempt()));
        proxy.cut();
        unknown(store.read(session.key(), attempt(ATTEMPT_MILLIS)));
        find(store, session.key());
    }

    private static <T> T timed(Supplier<T> call) {
        long start = System.nanoTime();
        T result = call.get();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(MUCH_LONGER);
        return result;
    }

    private void awaitWorking() {
        Awaitility.await().until(() -> store.read(session.key(), attempt(ATTEMPT_MILLIS)) instanceof ReadOutcome.Found);
    }
}
