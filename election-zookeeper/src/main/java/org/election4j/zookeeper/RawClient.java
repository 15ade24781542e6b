// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.io.IOException;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.curator.utils.ZKPaths;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.ZooKeeper.States;
import org.election4j.spi.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * The ZooKeeper client inside a {@link CuratorFramework}, which makes a new one whenever its session has expired.
 *
 * <p>Requests go to that client directly: Curator's retry policy would repeat writes whose answer was lost, and wait
 * longer than an attempt may take.
 */
final class RawClient implements AutoCloseable {

    /**
     * How often to look whether there is a connection. Curator would tell a listener, but other listeners can hold that up,
     * and a fence, which is never closed, could never take its own away.
     */
    private static final long LOOK_MILLIS = 10;

    private static final int LONGEST_PLACE = 80;

    private final CuratorFramework curator;
    private final boolean own;
    private final Object changed = new Object();

    private volatile @Nullable ZooKeeper last;
    private volatile boolean closed;

    /**
     * A client that does nothing yet.
     *
     * @param own whether closing this closes the framework
     */
    RawClient(CuratorFramework curator, boolean own) {
        this.curator = curator;
        this.own = own;
    }

    CuratorFramework curator() {
        return curator;
    }

    /** The servers, cut off where there are many. */
    String place() {
        String place = curator.getZookeeperClient().getCurrentConnectionString();
        return place.length() > LONGEST_PLACE ? place.substring(0, LONGEST_PLACE) + "..." : place;
    }

    /** A path of ours below the namespace of the framework, if it has one. */
    static String inNamespace(CuratorFramework curator, String path) {
        String namespace = curator.getNamespace();
        return namespace == null || namespace.isEmpty() ? path : ZKPaths.makePath(namespace, path);
    }

    /** Waits for a connection to a server that takes writes, for as long as the attempt may take. */
    ZooKeeper connected(Attempt attempt) throws Exception {
        while (true) {
            ZooKeeper zooKeeper = current();
            States state = zooKeeper == null ? States.NOT_CONNECTED : zooKeeper.getState();
            if (zooKeeper != null && state == States.CONNECTED) {
                return zooKeeper;
            }
            Duration remaining = attempt.remaining();
            if (remaining.isZero()) {
                throw new IOException("there was no connection to ZooKeeper in time; the client is in state " + state);
            }
            synchronized (changed) {
                changed.wait(Math.max(1, Math.min(LOOK_MILLIS, remaining.toMillis())));
            }
        }
    }

    private @Nullable ZooKeeper current() throws Exception {
        if (closed) {
            throw new IOException("the store is closed");
        }
        ZooKeeper known = last;
        if (known != null && known.getState() == States.CONNECTED) {
            return known;
        }
        if (curator.getState() != CuratorFrameworkState.STARTED) {
            throw new IOException("the CuratorFramework is " + curator.getState()
                    + "; start it before the first candidate and close it after the last");
        }
        if (curator.getZookeeperClient().isConnected()) {
            last = curator.getZookeeperClient().getZooKeeper();
        }
        return last;
    }

    /** Whether the client has settled for a server that has lost its quorum. */
    boolean isReadOnly() {
        ZooKeeper known = last;
        return known != null && known.getState() == States.CONNECTEDREADONLY;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        synchronized (changed) {
            changed.notifyAll();
        }
        if (own) {
            curator.close();
        }
    }
}
