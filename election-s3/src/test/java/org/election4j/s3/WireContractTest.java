// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.time.Duration;
import java.util.List;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** The contract over the wire, on a server that does exactly what S3 documents. One test makes 2,200 requests. */
@Timeout(400)
class WireContractTest extends LeaseStoreContract {

    private final WireServer server = new WireServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    protected LeaseStore openStore() {
        return Clients.store(server);
    }

    @Override
    protected void changeByHand(String electionName, String field, String value) {
        S3Options options = Clients.options(server.endpoint()).build();
        Clients.changeByHand(
                new S3Objects(Clients.of(server.endpoint()).build(), options, true),
                options,
                electionName,
                field,
                value);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.none().withMark();
    }

    @Override
    protected Duration patience() {
        return Duration.ofMinutes(2);
    }

    @Override
    protected List<String> secrets() {
        return List.of(Clients.ACCESS_KEY, Clients.SECRET_KEY);
    }
}
