// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A real Cluster of three primaries with a replica each. */
final class RedisCluster implements AutoCloseable {

    private static final int SLOTS = 16_384;

    private final List<RedisProcess> servers = new ArrayList<>();

    RedisCluster() {
        for (int i = 0; i < 6; i++) {
            servers.add(RedisProcess.start(
                    "--cluster-enabled",
                    "yes",
                    "--cluster-config-file",
                    "nodes.conf",
                    "--cluster-node-timeout",
                    "1000"));
        }
        for (RedisProcess server : servers) {
            servers.get(0).ask("CLUSTER", "MEET", RedisProcess.HOST, Integer.toString(server.port()));
        }
        for (int i = 0; i < 3; i++) {
            servers.get(i).ask("CLUSTER", slots(SLOTS * i / 3, SLOTS * (i + 1) / 3));
        }
        awaitEverywhere("all know all", "cluster_known_nodes:6");
        for (int i = 0; i < 3; i++) {
            String primary = (String) servers.get(i).ask("CLUSTER", "MYID");
            RedisProcess replica = servers.get(i + 3);
            Awaitility.await("the replica knows its primary")
                    .ignoreExceptions()
                    .until(() -> replica.ask("CLUSTER", "REPLICATE", primary).equals("OK"));
            Awaitility.await("in sync")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> replica.info("replication").contains("master_link_status:up"));
        }
        awaitEverywhere("the Cluster is up", "cluster_state:ok");
    }

    private void awaitEverywhere(String reason, String state) {
        Awaitility.await(reason)
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        servers.stream().allMatch(server -> ((String) server.ask("CLUSTER", "INFO")).contains(state)));
    }

    private static String[] slots(int from, int to) {
        List<String> words = new ArrayList<>(List.of("ADDSLOTS"));
        IntStream.range(from, to).mapToObj(Integer::toString).forEach(words::add);
        return words.toArray(String[]::new);
    }

    List<String> urls() {
        return servers.stream().map(RedisProcess::url).toList();
    }

    /** The primary that had a slot at the start. */
    RedisProcess primaryOf(int slot) {
        return servers.get(IntStream.range(0, 3)
                .filter(i -> slot < SLOTS * (i + 1) / 3)
                .findFirst()
                .orElseThrow());
    }

    /** A server that never has the slot. */
    RedisProcess strangerTo(int slot) {
        RedisProcess primary = primaryOf(slot);
        return servers.get(0) == primary ? servers.get(1) : servers.get(0);
    }

    @Override
    public void close() {
        servers.forEach(RedisProcess::close);
    }
}
