// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.spring;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts a PostgreSQL of its own and three instances, and says how to kill one. Ctrl-C ends all of it. */
final class ThreeInstances {

    private static final int FIRST_PORT = 8081;

    private ThreeInstances() {}

    /** Runs until all instances have ended. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start()) {
            List<Process> instances = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                instances.add(start(FIRST_PORT + i, postgres.getPort()));
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(instances)));
            print(instances);
            for (Process instance : instances) {
                instance.waitFor();
            }
        }
    }

    private static Process start(int port, int postgres) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                BillingApplication.class.getName(),
                "--server.port=" + port,
                "--election.id=billing-" + port,
                "--election.address=http://localhost:" + port,
                "--spring.datasource.url=jdbc:postgresql://localhost:" + postgres + "/postgres",
                "--spring.datasource.username=postgres");
        return builder.inheritIO().start();
    }

    private static void print(List<Process> instances) {
        System.out.println("Three instances are starting. Open any of these pages:");
        for (int i = 0; i < instances.size(); i++) {
            int port = FIRST_PORT + i;
            System.out.println("  http://localhost:" + port + "   kill it: kill -9 "
                    + instances.get(i).pid());
        }
    }

    private static void end(List<Process> instances) {
        instances.forEach(Process::destroy);
        for (Process instance : instances) {
            try {
                if (!instance.waitFor(20, TimeUnit.SECONDS)) {
                    instance.destroyForcibly();
                }
            } catch (InterruptedException e) {
                instance.destroyForcibly();
            }
        }
    }
}
