// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A failover after which the old primary comes back as a standby, to which all connections lead that were made meanwhile.
 * Then the name moves. No connection is cut: whoever does not throw his away stays with the standby.
 */
@Timeout(240)
@Tag("own-server")
class WrongServerTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = LEASE.multipliedBy(20);

    private final PostgresOptions options =
            TestServer.freshOptions().lease(LEASE).build();

    @Test
    void connections_to_a_standby_are_dropped_when_the_name_moves_to_the_new_primary(@TempDir Path directory)
            throws Exception {
        OwnServer former = OwnServer.in(directory.resolve("former"), Map.of());
        PostgresSchema.declareNeverUsed(former.dataSource(), options, LEASE);
        former.stop();
        Path copy = former.copyFor(directory.resolve("promoted"));
        former.beStandby();
        try (OwnServer promoted = former.besides(copy);
                TcpProxy name = new TcpProxy(former.port());
                HikariDataSource pool = pool(name.port());
                PostgresLeaseStore own = PostgresLeaseStore.connect(
                        TestServer.url(name.port()), TestServer.USER, TestServer.PASSWORD, options);
                LeaderElector withOwn = elector(own, "own");
                LeaderElector withPool = elector(new PostgresLeaseStore(pool, options), "pool")) {
            await().atMost(PATIENCE).until(() -> isRefused(withOwn) && isRefused(withPool));
            TestServer.execute(promoted.dataSource(), "SELECT pg_promote()");
            name.leadTo(promoted.port());

            await("a leader on the new primary")
                    .atMost(PATIENCE)
                    .until(() -> withOwn.isLeader() || withPool.isLeader());
            LeaderElector first = withOwn.isLeader() ? withOwn : withPool;
            LeaderElector second = withOwn.isLeader() ? withPool : withOwn;
            await("the other follows")
                    .atMost(PATIENCE)
                    .until(() -> second.status().leader() != null);
            first.close();
            await("the other leads").atMost(PATIENCE).until(second::isLeader);
            assertThat(pool.isRunning()).isTrue();
        } finally {
            former.close();
        }
    }

    private static boolean isRefused(LeaderElector elector) {
        ElectorStatus status = elector.status();
        return status.state() == ElectorStatus.State.REFUSED
                && String.valueOf(status.lastError()).contains("standby");
    }

    private static HikariDataSource pool(int port) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestServer.url(port));
        config.setUsername(TestServer.USER);
        config.setMaximumPoolSize(8);
        config.setConnectionTimeout(1_000);
        return new HikariDataSource(config);
    }

    private static LeaderElector elector(PostgresLeaseStore store, String id) {
        return LeaderElector.builder(store, "e").lease(LEASE).id(id).start();
    }
}
