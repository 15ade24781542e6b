// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ClientTimersTest {

    /** The shortest that the promise about silent servers is made for, and some for a busy machine. */
    private static final Duration LEASE = Duration.ofSeconds(8);

    private static final Duration PATIENCE = LEASE.multipliedBy(8);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 10, 44, 60})
    void the_client_is_more_patient_than_the_longest_pause_that_is_promised(int seconds) {
        ClientTimers timers = new ClientTimers(Duration.ofSeconds(seconds));
        long readTimeout = timers.session().toMillis() * 2 / 3;
        assertThat(readTimeout).isGreaterThanOrEqualTo(seconds * 1_000L * (200 + 400) / 1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 10, 60})
    void a_silent_server_is_left_in_time_for_another_heartbeat(int seconds) {
        Duration lease = Duration.ofSeconds(seconds);
        Duration until =
                lease.dividedBy(5).plus(new ClientTimers(lease).silence()).plusSeconds(1);
        assertThat(until).isLessThan(lease.multipliedBy(6).dividedBy(10));
    }

    @Test
    void a_lease_beyond_what_a_session_can_be_is_cut() {
        assertThat(new ClientTimers(Duration.ofMillis(500)).session()).isEqualTo(Duration.ofSeconds(1));
        assertThat(new ClientTimers(Duration.ofDays(2)).session()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void a_leader_whose_server_falls_silent_leads_on_through_another() throws Exception {
        AtomicReference<Loss> loss = new AtomicReference<>();
        try (TcpProxy one = TestServer.proxy();
                TcpProxy other = TestServer.proxy();
                LeaseStore store = ZooKeeperLeaseStore.connect(
                        "127.0.0.1:" + one.port() + ",127.0.0.1:" + other.port(),
                        TestServer.freshOptions().lease(LEASE).build());
                LeaderElector elector = LeaderElector.builder(store, "e")
                        .lease(LEASE)
                        .listener(new LeadershipListener() {
                            @Override
                            public void onLost(Leadership leadership, Loss lost) {
                                loss.set(lost);
                            }
                        })
                        .start()) {
            Leadership leadership = elector.awaitLeadership(PATIENCE).orElseThrow();
            TcpProxy used = one.connections() > 0 ? one : other;
            TcpProxy spare = used == one ? other : one;
            used.blackHole();
            await("the other server is used").atMost(PATIENCE).until(() -> spare.connections() > 0);
            await("more heartbeats than the old ones were good for")
                    .during(LEASE)
                    .atMost(PATIENCE)
                    .until(leadership::isValid);
            assertThat(loss.get()).isNull();
        }
    }
}
