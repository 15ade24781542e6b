// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaderElectorContract;
import org.junit.jupiter.api.AfterEach;

/** Whole electors over the wire, on a server that does exactly what S3 documents. */
class WireElectorContractTest extends LeaderElectorContract {

    private final WireServer server = new WireServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Override
    protected LeaseStore openStore() {
        return Clients.store(server);
    }
}
