// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.time.Duration;
import java.util.List;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;
import org.election4j.testkit.TickStoreContract;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.s3.S3Client;

/** The contract of ticks on the emulator, or on the server that was named. */
@Timeout(400)
class S3TickStoreContractTest extends TickStoreContract {

    private final S3Options options = TestServer.freshOptions().build();
    private final S3Client client = TestServer.client();

    @Override
    protected LeaseStore openStore() {
        return new S3LeaseStore(client, options);
    }

    @Override
    protected TickStore openTicks() {
        return new S3TickStore(client, options);
    }

    @Override
    protected boolean hasClock() {
        return false;
    }

    @Override
    protected boolean fencesInOneStep() {
        return false;
    }

    @Override
    protected List<String> secrets() {
        return List.of(Clients.ACCESS_KEY, Clients.SECRET_KEY);
    }

    @Override
    protected Duration patience() {
        return Duration.ofMinutes(2);
    }
}
