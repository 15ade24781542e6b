// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.spi.LeaseStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that commits, but later than an attempt waits for it: a slow disk, or a synchronous standby that is away. */
@Timeout(60)
class SlowCommitTest {

    /** An attempt may take a seventh of it. */
    private static final Duration LEASE = Duration.ofSeconds(5);

    private final Namespace namespace = Namespace.fresh();

    @Test
    void a_leader_whose_heartbeats_all_commit_after_they_were_given_up_goes_on_leading() throws InterruptedException {
        try (LeaseStore store = PostgresLeaseStore.connect(
                        TestServer.url(), TestServer.USER, TestServer.PASSWORD, namespace.options);
                LeaderElector elector =
                        LeaderElector.builder(store, "e").lease(LEASE).id("a").start()) {
            Leadership leadership = elector.awaitLeadership(Namespace.PATIENCE).orElseThrow();
            heartbeatsCommitAfter("1 second");
            Instant slow = Instant.now();
            Awaitility.await()
                    .atMost(LEASE.multipliedBy(6))
                    .until(() -> !leadership.isValid() || unanswered(elector, slow) >= 4);
            assertThat(leadership.isValid())
                    .as("%s", elector.candidate().status())
                    .isTrue();
            namespace.execute("DROP TRIGGER late ON {session}");
        }
    }

    private static long unanswered(LeaderElector elector, Instant since) {
        return elector.candidate().status().heartbeats().stream()
                .filter(beat -> beat.due().isAfter(since) && beat.outcome().startsWith("unknown"))
                .count();
    }

    private void heartbeatsCommitAfter(String interval) {
        String sleep = namespace.options.tablePrefix() + "sleep";
        namespace.execute("CREATE FUNCTION " + sleep + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " PERFORM pg_sleep_for('" + interval + "'); RETURN NULL; END $$");
        namespace.execute("CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON {session} DEFERRABLE INITIALLY DEFERRED"
                + " FOR EACH ROW EXECUTE FUNCTION " + sleep + "()");
    }
}
