// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.StaticHostProvider;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;

/** A client that nothing else uses, so that no watcher of the application can keep its event thread. */
final class DedicatedClient {

    private DedicatedClient() {}

    /**
     * Starts to connect, and returns at once.
     *
     * @throws IllegalArgumentException if the connect string names no servers, or could contain a password
     */
    static RawClient start(
            String connectString, @Nullable String user, @Nullable String password, ZooKeeperOptions options) {
        ClientTimers timers = new ClientTimers(options.lease());
        Servers servers = Servers.of(connectString);
        int sessionMillis = (int) timers.session().toMillis();
        CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
                .connectString(connectString)
                .zookeeperFactory(new Factory(servers))
                .sessionTimeoutMs(sessionMillis)
                .connectionTimeoutMs(sessionMillis)
                .retryPolicy(new RetryNTimes(0, 0))
                .ensembleTracker(false);
        if (user != null) {
            builder.authorization("digest", (user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }
        CuratorFramework curator = builder.build();
        curator.start();
        return RawClient.own(curator, servers, timers);
    }

    /** Makes clients as Curator does, but for who resolves the names of the servers. */
    private record Factory(Servers servers) implements ZookeeperFactory {

        @Override
        public ZooKeeper newZooKeeper(String connectString, int sessionTimeout, Watcher watcher, boolean canBeReadOnly)
                throws Exception {
            return newZooKeeper(connectString, sessionTimeout, watcher, canBeReadOnly, new ZKClientConfig());
        }

        @Override
        public ZooKeeper newZooKeeper(
                String connectString,
                int sessionTimeout,
                Watcher watcher,
                boolean canBeReadOnly,
                @Nullable ZKClientConfig config)
                throws Exception {
            List<InetSocketAddress> named = new ConnectStringParser(connectString).getServerAddresses();
            return new ZooKeeper(
                    connectString,
                    sessionTimeout,
                    watcher,
                    canBeReadOnly,
                    new StaticHostProvider(named, servers),
                    config == null ? new ZKClientConfig() : config);
        }
    }
}
