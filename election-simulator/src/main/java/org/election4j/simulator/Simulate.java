// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs any number of seeds, for hours if need be.
 *
 * <pre>{@code
 * java -cp 'election-simulator/target/classes:election-simulator/target/lib/*' org.election4j.simulator.Simulate \
 *     --from 1 --seeds 1000000 --threads 2 --progress-file simulate.progress
 * }</pre>
 *
 * <p>With a progress file it goes on where it was, and prints the figures of all its runs. Ends with 1 if an invariant did
 * not hold, after having printed the smallest story that shows it, or if no story was told; with 2 if it was asked for something it does not know.
 */
public final class Simulate {

    /** So many seeds between two notes of how far it has come. */
    private static final long BATCH = 2_000;

    private Simulate() {}

    /**
     * The program.
     *
     * @param args see above
     * @throws IOException if the progress file can be neither read nor written
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> options = options(args);
        long from = Long.parseLong(options.getOrDefault("--from", "1"));
        long end = from + Long.parseLong(options.getOrDefault("--seeds", "20000"));
        int threads = Integer.parseInt(options.getOrDefault("--threads", "1"));
        String file = options.get("--progress-file");
        Progress progress = file == null ? null : Progress.in(Path.of(file));
        Tally tally = progress == null ? new Tally() : progress.tally();
        double cpuSeconds = progress == null ? 0 : progress.cpuSeconds();
        long seed = progress == null ? from : progress.nextSeed(from);
        for (; seed < end; seed = Math.min(end, seed + BATCH)) {
            Search search = new Search(seed, Math.min(BATCH, end - seed), Simulate::report);
            search.run(threads);
            tally.add(search.tally());
            cpuSeconds += search.cpuSeconds();
            if (progress != null) {
                progress.save(Math.min(end, seed + BATCH), tally, cpuSeconds);
                System.out.print("next seed " + Math.min(end, seed + BATCH) + "; " + Figures.print(tally, cpuSeconds));
            }
        }
        System.out.println(Figures.print(tally, cpuSeconds));
        if (tally.stories == 0) {
            System.err.println("no story was told, so nothing was shown");
        }
        System.exit(tally.violations == 0 && tally.stories > 0 ? 0 : 1);
    }

    private static void report(Scenario scenario, Violation violation) {
        System.out.println(FailureReport.of(scenario, violation));
    }

    private static Map<String, String> options(String[] args) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < args.length; i += 2) {
            boolean known = switch (args[i]) {
                case "--from", "--seeds", "--threads", "--progress-file" -> i + 1 < args.length;
                default -> false;
            };
            if (!known) {
                System.err.println("unknown or without a value: " + args[i]
                        + "; known are --from N, --seeds N, --threads N, --progress-file FILE");
                System.exit(2);
            }
            options.put(args[i], args[i + 1]);
        }
        return options;
    }
}
