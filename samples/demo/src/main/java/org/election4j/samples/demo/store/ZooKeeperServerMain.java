// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.File;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;

/** The process of the server. It ends with its standard input. */
final class ZooKeeperServerMain {

    private static final int TICK_MILLIS = 2_000;

    private ZooKeeperServerMain() {}

    /** Argument: the directory for its data. */
    public static void main(String[] args) throws Exception {
        InstanceSpec spec = new InstanceSpec(new File(args[0]), -1, -1, -1, false, -1, TICK_MILLIS, 0);
        TestingServer server = new TestingServer(spec, true);
        ServerJvm.serveUntilInputEnds(server.getPort());
        server.close();
        System.exit(0);
    }
}
