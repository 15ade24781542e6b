// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.apache.curator.utils.ZKPaths;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.ZooKeeper.States;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The ZooKeeper client inside a {@link CuratorFramework}, which makes a new one whenever its session has expired.
 *
 * <p>Requests go to that client directly: Curator's retry policy would repeat writes whose answer was lost, and wait
 * longer than an attempt may take.
 */
final class RawClient implements AutoCloseable {

    private static final Logger LOG = System.getLogger(RawClient.class.getName());

    /**
     * How often to look whether there is a connection. Curator would tell a listener, but other listeners can hold that up,
     * and a fence, which is never closed, could never take its own away.
     */
    private static final long LOOK_MILLIS = 10;

    /** With less than this share of an attempt left, a client without a connection is asked for the reason. */
    private static final int SHARE_FOR_REASON = 4;

    private final CuratorFramework curator;
    private final @Nullable Servers ownServers;
    private final @Nullable ClientTimers ownTimers;
    private final Object changed = new Object();
    private final AtomicLong heard = new AtomicLong();

    private volatile @Nullable ZooKeeper last;
    private volatile boolean closed;

    private RawClient(CuratorFramework curator, @Nullable Servers ownServers, @Nullable ClientTimers ownTimers) {
        this.curator = curator;
        this.ownServers = ownServers;
        this.ownTimers = ownTimers;
    }

    /** A client of somebody else's, which is never closed here, and whose connection is its own business. */
    static RawClient of(CuratorFramework curator) {
        return new RawClient(curator, null, null);
    }

    /** A client that nothing else uses. Closing this closes it. */
    static RawClient own(CuratorFramework curator, Servers servers, ClientTimers timers) {
        return new RawClient(curator, servers, timers);
    }

    CuratorFramework curator() {
        return curator;
    }

    /** What the client puts before each path; empty if nothing. */
    String chroot() {
        String servers = String.valueOf(curator.getZookeeperClient().getCurrentConnectionString());
        int slash = servers.indexOf('/');
        return slash < 0 ? "" : servers.substring(slash);
    }

    /** The servers, and nothing that could be a secret. */
    String place() {
        return Servers.shown(curator.getZookeeperClient().getCurrentConnectionString());
    }

    /** An answer has come, whichever it is. */
    void heard() {
        heard.incrementAndGet();
    }

    /** How many answers have come. */
    long answers() {
        return heard.get();
    }

    /** How long to wait for an answer before looking again; all the time there is where nobody would leave the server anyway. */
    Duration step(Duration remaining) {
        if (ownTimers == null || remaining.compareTo(ownTimers.step()) < 0) {
            return remaining;
        }
        return ownTimers.step();
    }

    /** The server has taken a request and said nothing for {@link ClientTimers#silence()}: another one may be better. */
    void leaveSilentServer(ZooKeeper zooKeeper) {
        if (ownServers == null || !ownServers.areSeveral()) {
            return;
        }
        try {
            zooKeeper.getTestable().closeSocket();
            // The client finds its socket closed when it next has something to send.
            zooKeeper.exists("/", false, (code, path, context, stat) -> {}, null);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "the connection to a silent server could not be closed: " + e);
        }
    }

    /** A path of ours below the namespace of the framework, if it has one. */
    static String inNamespace(CuratorFramework curator, String path) {
        String namespace = curator.getNamespace();
        return namespace == null || namespace.isEmpty() ? path : ZKPaths.makePath(namespace, path);
    }

    /** Waits for a connection to a server that takes writes, for as long as the attempt may take. */
    ZooKeeper connected(Attempt attempt) throws Exception {
        Duration forReason = attempt.remaining().dividedBy(SHARE_FOR_REASON);
        while (true) {
            ZooKeeper zooKeeper = current();
            States state = zooKeeper == null ? States.NOT_CONNECTED : zooKeeper.getState();
            if (zooKeeper != null && state == States.CONNECTED) {
                return zooKeeper;
            }
            if (state == States.AUTH_FAILED) {
                throw new AccessRefusedException(
                        "the servers refuse the credentials of this client (AUTHFAILED)", null);
            }
            Duration remaining = attempt.remaining();
            if (remaining.compareTo(forReason) <= 0) {
                throw new LeaseStoreException(
                        "there was no connection to ZooKeeper in time: " + reason(state, remaining), null);
            }
            synchronized (changed) {
                changed.wait(Math.max(1, Math.min(LOOK_MILLIS, remaining.toMillis())));
            }
        }
    }

    private String reason(States state, Duration limit) {
        return ownServers == null
                ? "the client is in state " + state + "; its log says more"
                : ownServers.troubles(limit);
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
        if (ownServers != null) {
            curator.close();
        }
    }
}
