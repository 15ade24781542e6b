// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.election4j.spi.LeaseStore;

/** A database to measure. Without state; each process makes its own. */
interface BenchStore {

    /** The databases there are to choose from. */
    List<BenchStore> ALL = List.of(new PostgresBenchStore(), new RedisBenchStore(), new ZooKeeperBenchStore());

    /** What {@code --store} calls it. */
    String word();

    /** Starts a server on this machine, as durable as one in production. */
    BenchServer start() throws IOException;

    /**
     * In a candidate's process: connects.
     *
     * @param address what {@link BenchServer#address} said
     * @param namespace what {@link BenchServer#freshNamespace} said
     * @param lease the candidate's lease
     */
    LeaseStore connect(String address, String namespace, Duration lease) throws IOException;

    /**
     * The store of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists the choices
     */
    static BenchStore named(String word) {
        return ALL.stream()
                .filter(store -> store.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--store must be one of "
                        + ALL.stream().map(BenchStore::word).collect(Collectors.joining(", "))
                        + ", but is '" + word + "'"));
    }
}
