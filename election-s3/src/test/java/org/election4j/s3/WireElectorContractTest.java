// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaderElectorContract;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whole electors over the wire, on a server that does exactly what S3 documents. */
class WireElectorContractTest extends LeaderElectorContract {

    private final WireServer server = new WireServer();

    /** After the candidates have been closed: closing while the server is gone takes its full time limit. */
    @RegisterExtension
    final AfterEachCallback stop = context -> server.close();

    @Override
    protected LeaseStore openStore() {
        return Clients.store(server);
    }
}
