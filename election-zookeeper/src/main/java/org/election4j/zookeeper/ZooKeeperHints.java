// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.framework.state.ConnectionStateListener;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.election4j.spi.Advice;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.OneLine;
import org.election4j.spi.RecordKind;
import org.jspecify.annotations.Nullable;

/**
 * Watches all elections of a namespace with one persistent, recursive watch, and sets it again after every reconnect: what
 * changed while there was no connection was not watched.
 *
 * <p>Runs on the threads of the client.
 */
final class ZooKeeperHints implements LeaseStore.Watch, Watcher, ConnectionStateListener {

    private static final Logger LOG = System.getLogger(ZooKeeperHints.class.getName());

    private final CuratorFramework curator;
    private final ZnodePaths paths;
    private final HintListener hints;
    private final Advice advice;
    private final Object lock = new Object();

    private boolean closed;
    private @Nullable Boolean flowing;

    ZooKeeperHints(CuratorFramework curator, ZnodePaths paths, HintListener hints, Advice advice) {
        this.curator = curator;
        this.paths = paths;
        this.hints = hints;
        this.advice = advice;
    }

    void start() {
        curator.getConnectionStateListenable().addListener(this);
        if (curator.getZookeeperClient().isConnected()) {
            watch();
        }
    }

    @Override
    public void stateChanged(CuratorFramework framework, ConnectionState state) {
        if (state == ConnectionState.CONNECTED || state == ConnectionState.RECONNECTED) {
            watch();
        } else {
            flow(false);
        }
    }

    private void watch() {
        try {
            ZooKeeper zooKeeper = curator.getZookeeperClient().getZooKeeper();
            zooKeeper.addWatch(
                    directory(),
                    this,
                    AddWatchMode.PERSISTENT_RECURSIVE,
                    (code, path, context) -> watched(Code.get(code)),
                    null);
        } catch (Exception | LinkageError e) {
            // An older client knows no such watches.
            impossible(OneLine.reason(e));
        }
    }

    private void watched(Code code) {
        if (code == Code.OK) {
            flow(true);
            deliver(HintListener::missed);
        } else {
            impossible(String.valueOf(code));
        }
    }

    /** Told once to people while there is a connection: without one, all else fails, too. */
    private void impossible(String reason) {
        LOG.log(Level.DEBUG, () -> "no hints from " + directory() + ", polling: " + reason);
        if (curator.getZookeeperClient().isConnected()) {
            advice.add("no hints from " + directory() + ", so candidates poll: " + reason
                    + "; needed are the right to read it, and servers and a client of 3.6 or later");
        }
        flow(false);
    }

    @Override
    public void process(WatchedEvent event) {
        if (event.getType() == Event.EventType.None) {
            if (event.getState() != Event.KeeperState.SyncConnected) {
                flow(false);
            }
            return;
        }
        String election = paths.electionAt(event.getPath());
        if (election != null) {
            deliver(target -> target.changed(election));
        }
    }

    private String directory() {
        return paths.directory(RecordKind.ELECTION);
    }

    private void flow(boolean now) {
        deliver(target -> {
            if (flowing == null || flowing != now) {
                flowing = now;
                target.flowing(now);
            }
        });
    }

    private void deliver(Consumer<HintListener> hint) {
        synchronized (lock) {
            if (!closed) {
                hint.accept(hints);
            }
        }
    }

    @Override
    public void close() {
        curator.getConnectionStateListenable().removeListener(this);
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
        }
        unwatch();
    }

    /** The server forgets the watch with the session at the latest. */
    private void unwatch() {
        try {
            if (curator.getZookeeperClient().isConnected()) {
                curator.getZookeeperClient()
                        .getZooKeeper()
                        .removeWatches(directory(), this, WatcherType.Any, true, (code, path, context) -> {}, null);
            }
        } catch (Exception e) {
            LOG.log(Level.DEBUG, () -> "the watch of " + directory() + " is left to the session: " + e);
        }
    }
}
