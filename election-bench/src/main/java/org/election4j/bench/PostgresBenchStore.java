// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.time.Duration;
import org.election4j.postgres.PostgresLeaseStore;
import org.election4j.postgres.PostgresOptions;
import org.election4j.spi.LeaseStore;

/** An embedded real Postgres with durable commits. */
final class PostgresBenchStore implements BenchStore {

    @Override
    public String word() {
        return "postgres";
    }

    @Override
    public BenchServer start() throws IOException {
        return new PostgresBenchServer();
    }

    @Override
    public LeaseStore connect(String address, String namespace, Duration lease) {
        PostgresOptions options =
                PostgresOptions.builder().tablePrefix(namespace).lease(lease).build();
        return PostgresLeaseStore.connect(address, "postgres", "", options);
    }
}
