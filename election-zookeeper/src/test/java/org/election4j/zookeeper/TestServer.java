// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.io.IOException;
import java.util.UUID;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.election4j.testkit.SelfSigned;
import org.election4j.testkit.TcpProxy;

/**
 * One real server for all tests that do not hurt it; it stops with the JVM. Every test takes znodes of its own.
 *
 * <p>{@code -Delection4j.zookeeper.connect=host:2181,host:2182} uses an ensemble of another version instead, one that runs
 * already and asks for no credentials.
 */
final class TestServer {

    static final String USER = "billing";
    static final String PASSWORD = "s3cr3t-of-the-test";

    /** Servers grant sessions of two to twenty ticks. */
    static final int TICK_MILLIS = 500;

    private static final String CONNECT = System.getProperty("election4j.zookeeper.connect", "");
    private static final String STARTED = CONNECT.isEmpty() ? start() : CONNECT;

    private TestServer() {}

    private static String start() {
        try {
            return new TestingServer(spec(), true).getConnectString();
        } catch (Exception e) {
            throw new IllegalStateException("the test server did not start", e);
        }
    }

    /** A server on free ports that forces every write to its disk. */
    static InstanceSpec spec() {
        return new InstanceSpec(null, -1, -1, -1, true, -1, TICK_MILLIS, 0);
    }

    static String connectString() {
        return STARTED;
    }

    /** Options with a path that nobody else uses; it is not created yet. */
    static ZooKeeperOptions.Builder freshOptions() {
        return ZooKeeperOptions.builder().path("/t-" + UUID.randomUUID());
    }

    /** A started client as an application might have one. Its retries would take longer than any attempt. */
    static CuratorFramework curator() {
        return curator(connectString());
    }

    static CuratorFramework curator(String connectString) {
        return started(CuratorFrameworkFactory.builder(), connectString);
    }

    /** The same with something besides. */
    static CuratorFramework curator(CuratorFrameworkFactory.Builder besides) {
        return started(besides, connectString());
    }

    private static CuratorFramework started(CuratorFrameworkFactory.Builder builder, String connectString) {
        CuratorFramework curator = builder.connectString(connectString)
                .sessionTimeoutMs(4_000)
                .connectionTimeoutMs(4_000)
                .retryPolicy(new RetryOneTime(60_000))
                .ensembleTracker(false)
                .build();
        curator.start();
        return curator;
    }

    /** A wire to the first server. */
    static TcpProxy proxy() throws IOException {
        return new TcpProxy(port());
    }

    /** A wire to the first server on which clients speak TLS. */
    static TcpProxy proxy(SelfSigned shown) throws IOException {
        return new TcpProxy(port(), shown);
    }

    private static int port() {
        String first = connectString().replaceFirst("[,/].*", "");
        return Integer.parseInt(first.substring(first.indexOf(':') + 1));
    }
}
