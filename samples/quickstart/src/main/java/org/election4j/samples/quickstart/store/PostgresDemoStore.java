// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.quickstart.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.election4j.postgres.PostgresLeaseStore;
import org.election4j.postgres.PostgresOptions;
import org.election4j.spi.LeaseStore;

/** PostgreSQL. */
final class PostgresDemoStore implements DemoStore {

    /** The superuser; it logs in from this machine with any password. */
    static final String USER = "postgres";

    @Override
    public String word() {
        return "postgres";
    }

    @Override
    public String title() {
        return "PostgreSQL";
    }

    @Override
    public DemoServer start(Path directory, Duration lease) throws IOException {
        return PostgresServer.start(directory, lease);
    }

    @Override
    public LeaseStore connect(int port, String candidate, Duration lease) {
        PostgresOptions options = PostgresOptions.builder().lease(lease).build();
        return PostgresLeaseStore.connect(url(port, candidate), USER, USER, options);
    }

    @Override
    public Witness witness(int port, String candidate) {
        return new PostgresWitness(url(port, candidate), candidate);
    }

    private static String url(int port, String candidate) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?ApplicationName=" + candidate;
    }
}
