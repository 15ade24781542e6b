// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Takeover;
import org.election4j.spi.LeaseStore;

/** The process that {@link BenchProcess} starts. Ends when its standard input does. */
final class BenchCandidate {

    /** Long enough for the other candidate to win on a busy machine, short enough to be over when it resigns in its turn. */
    static final Duration REST = Duration.ofMillis(300);

    /** The election of candidates that take part in one. */
    static final String ELECTION = "bench";

    /** Held here, because a logger that nobody holds forgets its level. */
    private static final Logger LOG = Logger.getLogger("org.election4j");

    private BenchCandidate() {}

    /** Arguments: store, address, namespace, lease in milliseconds, takeover, number of elections. */
    public static void main(String[] args) throws IOException, InterruptedException {
        LOG.setLevel(Level.SEVERE);
        Duration lease = Duration.ofMillis(Long.parseLong(args[3]));
        int elections = Integer.parseInt(args[5]);
        try (LeaseStore store = new HeartbeatReporter(BenchStore.named(args[0]).connect(args[1], args[2], lease));
                Candidate candidate = Candidate.builder(store)
                        .lease(lease)
                        .takeover(Takeover.valueOf(args[4]))
                        .start()) {
            if (elections == 1) {
                obey(candidate.elector(ELECTION).listener(new Reporter()).start());
            } else {
                winMany(candidate, elections);
            }
        }
    }

    private static void obey(LeaderElector elector) throws IOException {
        say("started", 0);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            if (line.equals("resign")) {
                say("resigning", 0);
                elector.resign(REST);
            }
        }
    }

    /** Starts many electors and says how long it took until all of them led. */
    private static void winMany(Candidate candidate, int elections) throws IOException, InterruptedException {
        long start = System.nanoTime();
        LeaderElector[] electors = new LeaderElector[elections];
        for (int i = 0; i < elections; i++) {
            electors[i] = candidate.elector("bench-" + i).start();
        }
        for (LeaderElector elector : electors) {
            if (elector.awaitLeadership(Duration.ofMinutes(1)).isEmpty()) {
                throw new IllegalStateException(elector.status().toString());
            }
        }
        say("won", (System.nanoTime() - start) / 1000);
        while (System.in.read() >= 0) {
            // Holds everything until the other side is done.
        }
    }

    private static void say(String what, long number) {
        say(what, System.nanoTime(), number);
    }

    /** Tells the parent: what, when and a number that belongs to it. */
    static void say(String what, long nanos, long number) {
        System.out.println(what + " " + nanos + " " + number);
    }

    private static final class Reporter implements LeadershipListener {
        @Override
        public void onGained(Leadership leadership) {
            say("gained", leadership.term());
        }
    }
}
