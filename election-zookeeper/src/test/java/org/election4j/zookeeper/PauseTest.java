// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaderProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the protocol promises about pauses, with the client's own timers at work in a process that is paused. */
@Timeout(180)
class PauseTest {

    private static final Duration LEASE = Duration.ofSeconds(5);

    @Test
    void a_leader_that_is_paused_for_less_than_0_4_leases_leads_on() throws Exception {
        ZooKeeperOptions options = TestServer.freshOptions().build();
        try (LeaderProcess leader =
                LeaderProcess.start(Opener.class, TestServer.connectString() + " " + options.path(), LEASE)) {
            leader.assertSurvivesPauses(3);
        }
    }

    static final class Opener implements LeaderProcess.StoreOpener {
        @Override
        public LeaseStore open(String address) {
            String[] words = address.split(" ", 2);
            return ZooKeeperLeaseStore.connect(
                    words[0],
                    ZooKeeperOptions.builder().path(words[1]).lease(LEASE).build());
        }
    }
}
