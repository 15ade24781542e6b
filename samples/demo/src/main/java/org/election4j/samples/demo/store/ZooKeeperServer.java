// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.curator.framework.CuratorFramework;

/** A real ZooKeeper in a JVM of its own. */
final class ZooKeeperServer implements DemoServer {

    private final ServerJvm jvm;
    private final CuratorFramework curator;
    private final ZooKeeperLedger ledger;

    private ZooKeeperServer(ServerJvm jvm, CuratorFramework curator, ZooKeeperLedger ledger) {
        this.jvm = jvm;
        this.curator = curator;
        this.ledger = ledger;
    }

    static ZooKeeperServer start(Path directory) throws IOException {
        ServerJvm jvm = ServerJvm.start(
                ZooKeeperServerMain.class,
                directory.resolve("zookeeper.log"),
                directory.resolve("data").toString());
        CuratorFramework curator = ZooKeeperDemoStore.curator("127.0.0.1:" + jvm.port());
        ZooKeeperLedger ledger = new ZooKeeperLedger(curator);
        ledger.create();
        return new ZooKeeperServer(jvm, curator, ledger);
    }

    @Override
    public int port() {
        return jvm.port();
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public void close() {
        curator.close();
        jvm.close();
    }
}
