// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.election4j.spi.LeaseStore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole election goes on after a standby was promoted that had not heard of the last terms. */
@Timeout(240)
@Tag("own-server")
class FailOverTest {

    private static final Duration LEASE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = LEASE.multipliedBy(15);

    private final PostgresOptions options =
            TestServer.freshOptions().lease(LEASE).build();
    private final List<Leadership> gained = new CopyOnWriteArrayList<>();
    private final List<String> overlaps = new CopyOnWriteArrayList<>();
    private final List<LossReason> losses = new CopyOnWriteArrayList<>();

    private final LeadershipListener diary = new LeadershipListener() {
        @Override
        public void onGained(Leadership leadership) {
            // What was valid before and is valid after the newest was gained was valid at the same time.
            gained.stream()
                    .filter(Leadership::isValid)
                    .forEach(other -> overlaps.add(other.term() + " and " + leadership.term()));
            gained.add(leadership);
        }

        @Override
        public void onLost(Leadership leadership, Loss loss) {
            losses.add(loss.reason());
        }
    };

    @Test
    void terms_go_on_above_those_that_a_promotion_has_lost(@TempDir Path directory) throws Exception {
        OwnServer primary = OwnServer.in(directory.resolve("primary"), Map.of());
        PostgresSchema.declareNeverUsed(primary.dataSource(), options, LEASE);
        primary.stop();
        Path standby = primary.copyFor(directory.resolve("standby"));
        primary.start();
        String url = TestServer.url(primary.port());
        try (LeaseStore one = connect(url);
                LeaseStore two = connect(url);
                LeaderElector a = elector(one, "a");
                LeaderElector b = elector(two, "b")) {
            await("a leader").atMost(PATIENCE).until(() -> a.isLeader() || b.isLeader());
            (a.isLeader() ? a : b).resign(Duration.ZERO);
            await("terms that the standby has not heard of").atMost(PATIENCE).until(() -> gained.size() >= 2);
            long lost = newestTerm();
            primary.stop();
            try (OwnServer promoted = primary.replacedBy(standby)) {
                assertKnowsNoElection(promoted);
                TestServer.execute(promoted.dataSource(), "SELECT pg_promote()");
                await("a leader on the new primary").atMost(PATIENCE).until(() -> newestTerm() > lost);
                assertThat(a.isLeader() && b.isLeader()).isFalse();
            }
        }
        assertThat(overlaps).isEmpty();
        assertThat(gained.stream().map(Leadership::term).toList()).isSorted().doesNotHaveDuplicates();
        assertThat(losses).hasSameSizeAs(gained);
    }

    /** Once it has read what there was when its files were copied. */
    private void assertKnowsNoElection(OwnServer standby) {
        await("the tables on the standby")
                .atMost(PATIENCE)
                .until(() -> TestServer.ask(
                                standby.dataSource(), "SELECT to_regclass('" + options.tablePrefix() + "_store')")
                        != null);
        assertThat(TestServer.ask(standby.dataSource(), "SELECT count(*) FROM " + options.tablePrefix()))
                .isEqualTo("0");
    }

    private long newestTerm() {
        return gained.stream().mapToLong(Leadership::term).max().orElse(0);
    }

    private LeaseStore connect(String url) {
        return PostgresLeaseStore.connect(url, TestServer.USER, TestServer.PASSWORD, options);
    }

    private LeaderElector elector(LeaseStore store, String id) {
        return LeaderElector.builder(store, "e")
                .lease(LEASE)
                .id(id)
                .listener(diary)
                .start();
    }
}
