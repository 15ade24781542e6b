// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;

/** A change of a watched znode, and a change by the client that was told: what a handover on ZooKeeper cannot do without. */
final class ZooKeeperFloor implements BenchServer.Floor {

    private static final String PATH = "/bench-floor";
    private static final byte[] NOTHING = new byte[0];
    private static final int SESSION_MILLIS = 30_000;

    private final ZooKeeper releasing;
    private final ZooKeeper acquiring;
    private final BlockingQueue<Long> acquired = new LinkedBlockingQueue<>();

    ZooKeeperFloor(String address) throws IOException {
        try {
            releasing = connect(address);
            acquiring = connect(address);
            if (releasing.exists(PATH, false) == null) {
                releasing.create(PATH, NOTHING, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
        } catch (KeeperException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static ZooKeeper connect(String address) throws IOException, InterruptedException {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeper client = new ZooKeeper(address, SESSION_MILLIS, event -> {
            if (event.getState() == Watcher.Event.KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        connected.await();
        return client;
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException(e);
    }

    /** Not waited for: this is the thread that brings the answer. */
    private void changed(WatchedEvent event) {
        acquiring.setData(
                event.getPath(), NOTHING, -1, (code, path, context, stat) -> acquired.add(System.nanoTime()), null);
    }

    @Override
    public double millis() throws IOException {
        try {
            acquiring.getData(PATH, this::changed, null);
            long start = System.nanoTime();
            releasing.setData(PATH, NOTHING, -1);
            return (acquired.take() - start) / 1e6;
        } catch (KeeperException e) {
            throw new IOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            releasing.close();
            acquiring.close();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }
}
