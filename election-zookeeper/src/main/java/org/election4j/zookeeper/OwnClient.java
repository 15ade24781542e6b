// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.jspecify.annotations.Nullable;

/** A client that nothing else uses, so that no watcher of the application can keep its event thread. */
final class OwnClient {

    /** Servers refuse less than two ticks by default, which are four seconds, and grant that instead. */
    private static final Duration SHORTEST_SESSION = Duration.ofSeconds(1);

    private OwnClient() {}

    /**
     * Starts to connect, and returns at once.
     *
     * <p>The store keeps nothing in its ZooKeeper session but watches, so the session only decides how soon the client
     * leaves a server that has fallen silent: after two thirds of it. Two fifths of the lease leave time for the next
     * heartbeat.
     */
    static CuratorFramework start(
            String connectString, @Nullable String user, @Nullable String password, ZooKeeperOptions options) {
        Duration session = options.lease().multipliedBy(2).dividedBy(5);
        int sessionMillis = (int) Math.min(3_600_000, Math.max(SHORTEST_SESSION.toMillis(), session.toMillis()));
        CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
                .connectString(connectString)
                .sessionTimeoutMs(sessionMillis)
                .connectionTimeoutMs(sessionMillis)
                .retryPolicy(new RetryNTimes(0, 0))
                .ensembleTracker(false);
        if (user != null) {
            builder.authorization("digest", (user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }
        CuratorFramework curator = builder.build();
        curator.start();
        return curator;
    }
}
