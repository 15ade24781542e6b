// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.election4j.zookeeper.ZooKeeperFence;
import org.election4j.zookeeper.ZooKeeperOptions;
import org.jspecify.annotations.Nullable;

/** Creates sequential znodes, through a client of its own, which finds its server again by itself. */
final class ZooKeeperWitness implements Witness {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final String server;
    private final String candidate;
    private @Nullable CuratorFramework curator;
    private @Nullable ZooKeeperFence fence;

    ZooKeeperWitness(String server, String candidate) {
        this.server = server;
        this.candidate = candidate;
    }

    @Override
    public void appendUnfenced(Leadership leadership) throws IOException {
        try {
            String unused = curator()
                    .create()
                    .withMode(CreateMode.PERSISTENT_SEQUENTIAL)
                    .forPath(ZooKeeperLedger.row(ZooKeeperLedger.UNFENCED, leadership.term(), candidate));
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Override
    public void appendFenced(Leadership leadership) throws IOException {
        try {
            var append = curator()
                    .transactionOp()
                    .create()
                    .withMode(CreateMode.PERSISTENT_SEQUENTIAL)
                    .forPath(ZooKeeperLedger.row(ZooKeeperLedger.FENCED, leadership.term(), candidate));
            var unused = fence().commit(leadership, List.of(append));
        } catch (StaleTermException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private CuratorFramework curator() {
        CuratorFramework open = curator;
        if (open == null) {
            open = ZooKeeperDemoStore.curator(server);
            curator = open;
        }
        return open;
    }

    private ZooKeeperFence fence() {
        ZooKeeperFence made = fence;
        if (made == null) {
            made = new ZooKeeperFence(curator(), ZooKeeperOptions.defaults(), LIMIT);
            fence = made;
        }
        return made;
    }

    @Override
    public void disconnect() {
        // Curator does that.
    }
}
