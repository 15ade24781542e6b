// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A running server, with a fresh namespace per measurement. */
interface BenchServer extends AutoCloseable {

    /** Where candidates find it. */
    String address();

    /** Makes a namespace nobody has used, declared so where the store has epochs, and returns its name. */
    String freshNamespace(Duration lease) throws IOException;

    /** What candidates have asked of the server so far, by its own count: statements, commands, requests. */
    long requests() throws IOException;

    /** What else is worth knowing after a while of idling: connections of candidates, garbage. */
    String remarks(String namespace) throws IOException;

    /** What the server itself takes for a handover, to compare with; null if nobody wrote that down. */
    default @Nullable Floor floor() throws IOException {
        return null;
    }

    /** The least that a handover asks of a server, done by hand. */
    interface Floor extends AutoCloseable {

        /** Does it once, in milliseconds. */
        double millis() throws IOException;

        @Override
        void close() throws IOException;
    }

    @Override
    void close() throws IOException;
}
