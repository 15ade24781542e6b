// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.election4j.postgres.PostgresLeaseStore;
import org.election4j.postgres.PostgresOptions;
import org.election4j.postgres.PostgresSchema;
import org.election4j.spi.LeaseStore;
import org.postgresql.ds.PGSimpleDataSource;

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
    public void prepare(String server) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url(server, "prepare"));
        source.setUser(USER);
        source.setPassword(USER);
        PostgresSchema.createIfMissing(source, PostgresOptions.defaults());
    }

    @Override
    public LeaseStore connect(String server, String candidate, Duration lease) {
        PostgresOptions options = PostgresOptions.builder().lease(lease).build();
        return PostgresLeaseStore.connect(url(server, candidate), USER, USER, options);
    }

    @Override
    public Witness witness(String server, String candidate) {
        return new PostgresWitness(url(server, candidate), candidate);
    }

    private static String url(String server, String candidate) {
        return "jdbc:postgresql://" + server + "/postgres?ApplicationName=" + candidate;
    }
}
