// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.samples.demo.store.DemoStore;
import org.election4j.samples.demo.store.DemoStores;

/**
 * One replica of a service that knows who leads: what the files in {@code samples/compose} start three times. It runs until it
 * is told to end.
 */
final class Replica implements LeadershipListener {

    /** There while this replica leads: how {@code kill-leader} finds it. */
    private static final Path LEADING = Path.of(System.getProperty("java.io.tmpdir"), "leading");

    private Replica() {}

    /** Arguments: store, host and port of the server, lease. */
    public static void main(String[] args) throws IOException, InterruptedException {
        DemoStore store = DemoStores.named(args[0]);
        Duration lease = Duration.parse("PT" + args[2]);
        Files.deleteIfExists(LEADING);
        store.prepare(args[1]);
        String id = InetAddress.getLocalHost().getHostName();
        try (Candidate candidate = Candidate.builder(store.connect(args[1], id, lease))
                .id(id)
                .lease(lease)
                .start()) {
            LeaderElector unused =
                    candidate.elector("compose").listener(new Replica()).start();
            say("takes part");
            // SIGTERM resigns, by the candidate's own shutdown hook.
            new CountDownLatch(1).await();
        }
    }

    @Override
    public void onGained(Leadership leadership) {
        say("LEADS, term " + leadership.term());
        try {
            Files.writeString(LEADING, Long.toString(leadership.term()));
        } catch (IOException e) {
            say("cannot write " + LEADING + ": " + e);
        }
    }

    @Override
    public void onLost(Leadership leadership, Loss loss) {
        say("does not lead any more: " + loss.reason());
        try {
            Files.deleteIfExists(LEADING);
        } catch (IOException e) {
            say("cannot delete " + LEADING + ": " + e);
        }
    }

    @Override
    public void onLeaderChanged(Optional<LeaderInfo> leader) {
        say("sees " + leader.map(info -> info.candidateId() + " lead").orElse("nobody lead"));
    }

    private static void say(String text) {
        System.out.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS) + "  " + text);
    }
}
