// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaderProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the protocol promises about pauses, with the client's own timers at work in a process that is paused. */
@Timeout(180)
class PauseTest {

    private static final Duration LEASE = Duration.ofSeconds(4);

    @Test
    void a_leader_that_is_paused_for_less_than_0_4_leases_leads_on() throws Exception {
        RedisOptions options = TestServer.freshOptions().lease(LEASE).build();
        try (RedisLeaseStore store = RedisLeaseStore.connect(TestServer.url(), options)) {
            store.declareNeverUsed(LEASE);
        }
        try (LeaderProcess leader =
                LeaderProcess.start(Opener.class, TestServer.url() + " " + options.namespace(), LEASE)) {
            leader.assertSurvivesPauses(3);
        }
    }

    static final class Opener implements LeaderProcess.StoreOpener {
        @Override
        public LeaseStore open(String address) {
            String[] words = address.split(" ", 2);
            return RedisLeaseStore.connect(
                    words[0],
                    RedisOptions.builder().namespace(words[1]).lease(LEASE).build());
        }
    }
}
