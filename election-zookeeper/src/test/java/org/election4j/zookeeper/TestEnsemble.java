// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingCluster;
import org.apache.zookeeper.client.FourLetterWordMain;
import org.apache.zookeeper.common.X509Exception.SSLContextException;
import org.awaitility.Awaitility;

/** Three real servers for one test class, which may stop them and start them again. They live in this JVM. */
final class TestEnsemble implements AutoCloseable {

    private final TestingCluster cluster;

    private TestEnsemble(TestingCluster cluster) {
        this.cluster = cluster;
    }

    static TestEnsemble start() {
        List<InstanceSpec> specs = new ArrayList<>();
        for (int id = 1; id <= 3; id++) {
            specs.add(new InstanceSpec(
                    null,
                    -1,
                    -1,
                    -1,
                    true,
                    id,
                    TestServer.TICK_MILLIS,
                    0,
                    Map.of("initLimit", "20", "syncLimit", "4")));
        }
        TestingCluster cluster = new TestingCluster(specs);
        try {
            cluster.start();
        } catch (Exception e) {
            throw new IllegalStateException("the ensemble did not start", e);
        }
        return new TestEnsemble(cluster);
    }

    String connectString() {
        return cluster.getConnectString();
    }

    /** Where one server takes clients. */
    static String address(InstanceSpec server) {
        return server.getHostname() + ":" + server.getPort();
    }

    InstanceSpec leader() {
        Awaitility.await("a leader").until(() -> find("leader").size() == 1);
        return find("leader").get(0);
    }

    List<InstanceSpec> followers() {
        return find("follower");
    }

    List<InstanceSpec> servers() {
        return List.copyOf(cluster.getInstances());
    }

    private List<InstanceSpec> find(String mode) {
        List<InstanceSpec> found = new ArrayList<>();
        for (InstanceSpec server : cluster.getInstances()) {
            if (tells(server).contains("Mode: " + mode)) {
                found.add(server);
            }
        }
        return found;
    }

    private static String tells(InstanceSpec server) {
        try {
            return FourLetterWordMain.send4LetterWord(server.getHostname(), server.getPort(), "srvr");
        } catch (IOException | SSLContextException e) {
            return "down";
        }
    }

    void stop(InstanceSpec server) throws Exception {
        if (!cluster.killServer(server)) {
            throw new IllegalStateException(server + " is none of ours");
        }
    }

    void startAgain(InstanceSpec server) throws Exception {
        cluster.restartServer(server);
    }

    @Override
    public void close() throws IOException {
        cluster.close();
    }
}
