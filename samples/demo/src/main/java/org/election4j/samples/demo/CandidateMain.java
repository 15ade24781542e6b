// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.samples.demo.store.DemoStore;
import org.election4j.samples.demo.store.DemoStores;

/**
 * One candidate in a process of its own. Reports on standard output; obeys commands on standard input, and ends with it: a
 * parent that dies, however it dies, leaves no candidate behind.
 */
final class CandidateMain {

    /** The command that makes a candidate give its leadership up. */
    static final String RESIGN = "resign";

    private static final long MILLIS_BETWEEN_LOOKS = 10;

    private CandidateMain() {}

    /** Arguments: id, store, server, lease. */
    public static void main(String[] args) throws IOException {
        String id = args[0];
        DemoStore demoStore = DemoStores.named(args[1]);
        String server = args[2];
        Duration lease = Duration.parse(args[3]);
        Reports reports = new Reports(System.out);
        reports.send(new Event.Hello(System.nanoTime(), ProcessHandle.current().pid()));

        Candidate candidate = Candidate.builder(demoStore.connect(server, id, lease))
                .id(id)
                .lease(lease)
                .closeLimit(Duration.ofSeconds(2))
                .start();
        LeaderElector elector = candidate.elector("demo").listener(reports).start();

        daemon("looks", () -> look(elector, reports));
        daemon("appends", () -> new Appender(elector, demoStore.witness(server, id), reports).run());
        obey(elector);
        System.exit(0);
    }

    private static void look(LeaderElector elector, Reports reports) throws InterruptedException {
        while (true) {
            reports.look(elector);
            Thread.sleep(MILLIS_BETWEEN_LOOKS);
        }
    }

    private static void obey(LeaderElector elector) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            if (command.equals(RESIGN)) {
                var unused = elector.resign();
            }
        }
    }

    private interface Loop {
        void run() throws InterruptedException;
    }

    private static void daemon(String name, Loop loop) {
        Thread thread = new Thread(
                () -> {
                    try {
                        loop.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
