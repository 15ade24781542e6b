// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.time.Duration;
import java.util.List;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;
import org.junit.jupiter.api.Timeout;

/** The contract on the emulator, or on the server that was named. One test makes 2,200 requests, one after the other. */
@Timeout(400)
class S3LeaseStoreContractTest extends LeaseStoreContract {

    private final S3Options options = TestServer.freshOptions().build();

    @Override
    protected LeaseStore openStore() {
        return new S3LeaseStore(TestServer.client(), options);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.none().withMark();
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
