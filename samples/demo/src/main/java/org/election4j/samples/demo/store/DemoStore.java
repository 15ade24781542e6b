// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.election4j.spi.LeaseStore;

/** A database that the demo can run on. Without state; the parent and each candidate have one of their own. */
public interface DemoStore {

    /** What {@code --store} calls it. */
    String word();

    /** What people call it. */
    String title();

    /** How long leases are unless {@code --lease} says otherwise. */
    default Duration lease() {
        return Duration.ofSeconds(3);
    }

    /** How soon after a resignation somebody else has to lead, on a machine that is busy with other things. */
    default Duration handoverLimit(Duration lease) {
        return Duration.ofSeconds(1);
    }

    /**
     * Starts a server that keeps its data and its log below the directory, and prepares it for leases of that length and for
     * witnesses.
     */
    DemoServer start(Path directory, Duration lease) throws IOException;

    /** Creates in the server what the store wants to find there, if it is missing. Whoever starts a server need not call this. */
    default void prepare(String server) throws IOException {}

    /**
     * In a candidate's process: connects to the server.
     *
     * @param server where the server is found, as host and port: in the demo, the entrance of a link
     * @param candidate who connects
     * @param lease the candidate's lease
     */
    LeaseStore connect(String server, String candidate, Duration lease) throws IOException;

    /** In a candidate's process: what it writes through while it leads. Connects when it is first used. */
    Witness witness(String server, String candidate);
}
