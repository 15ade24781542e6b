// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaderElectorContract;

/** Whole electors on the emulator, or on the server that was named. */
class S3LeaderElectorContractTest extends LeaderElectorContract {

    private final S3Options options = TestServer.freshOptions().build();

    @Override
    protected LeaseStore openStore() {
        return new S3LeaseStore(TestServer.client(), options);
    }

    /**
     * The emulator takes its time, and shares the machine with tests that run beside this one: ten requests of the probe have
     * to fit into three sevenths of a lease.
     */
    @Override
    protected Duration lease() {
        return Duration.ofSeconds(4);
    }
}
