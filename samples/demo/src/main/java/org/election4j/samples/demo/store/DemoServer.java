// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

/** A running server. It dies with the demo, however the demo dies: see {@code Guard}. */
public interface DemoServer extends AutoCloseable {

    /** The port on the loopback address. */
    int port();

    /** What witnesses have written. */
    Ledger ledger();

    /** Stops the server. It may be gone already: Ctrl-C reaches it, too. */
    @Override
    void close();
}
