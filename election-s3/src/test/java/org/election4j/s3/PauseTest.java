// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.net.URI;
import java.time.Duration;
import java.util.UUID;
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
        try (WireServer server = new WireServer();
                LeaderProcess leader =
                        LeaderProcess.start(Opener.class, server.endpoint() + " " + UUID.randomUUID(), LEASE)) {
            leader.assertSurvivesPauses(3);
        }
    }

    static final class Opener implements LeaderProcess.StoreOpener {
        @Override
        public LeaseStore open(String address) {
            System.setProperty("aws.accessKeyId", Clients.ACCESS_KEY);
            System.setProperty("aws.secretAccessKey", Clients.SECRET_KEY);
            String[] words = address.split(" ", 2);
            return S3LeaseStore.connect(Clients.options(URI.create(words[0]))
                    .prefix(words[1] + "/")
                    .region("eu-central-1")
                    .lease(LEASE)
                    .build());
        }
    }
}
