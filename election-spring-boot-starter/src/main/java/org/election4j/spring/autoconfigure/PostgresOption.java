// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.election4j.postgres.PostgresLeaseStore;
import org.election4j.postgres.PostgresOptions;
import org.election4j.postgres.PostgresSchema;
import org.election4j.postgres.PostgresTickStore;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL, on the application's data source, or on connections of its own.
 *
 * @param dataSources the application's
 * @param properties all properties
 * @param options the options of the store
 */
record PostgresOption(ClientBeans<DataSource> dataSources, ElectionProperties properties, PostgresOptions options)
        implements StoreOption {

    @Override
    public StoreType type() {
        return StoreType.POSTGRES;
    }

    @Override
    public boolean isOffered() {
        return properties.postgres().url() != null || StoreOption.super.isOffered();
    }

    @Override
    public List<String> clients() {
        return dataSources.names();
    }

    @Override
    public LeaseStore create() {
        String url = properties.postgres().url();
        return url == null ? shared() : own(url);
    }

    private LeaseStore shared() {
        DataSource dataSource = dataSources.pick(type());
        return withTables(new PostgresLeaseStore(dataSource, options), dataSource);
    }

    private LeaseStore own(String url) {
        String user = orEmpty(properties.postgres().username());
        String password = orEmpty(properties.postgres().password());
        // First: it refuses what is not a URL of PostgreSQL, and quotes no password.
        LeaseStore store = PostgresLeaseStore.connect(url, user, password, options);
        return withTables(store, direct(url, user, password));
    }

    private static DataSource direct(String url, String user, String password) {
        PGSimpleDataSource direct = new PGSimpleDataSource();
        direct.setURL(url);
        direct.setUser(user);
        direct.setPassword(password);
        return direct;
    }

    /** A tick is rare, so without the application's pool each call has a connection that is opened for it. */
    @Override
    public Optional<TickStore> ticks(LeaseStore store) {
        ElectionProperties.Postgres own = properties.postgres();
        DataSource dataSource = own.url() == null
                ? dataSources.pick(type())
                : direct(own.url(), orEmpty(own.username()), orEmpty(own.password()));
        TickStore ticks = new PostgresTickStore(dataSource, options);
        return Optional.of(
                own.createTables()
                        ? new TickTableFirst(ticks, () -> PostgresSchema.createTicksIfMissing(dataSource, options))
                        : ticks);
    }

    private LeaseStore withTables(LeaseStore store, DataSource dataSource) {
        return properties.postgres().createTables()
                ? new TablesFirst(store, () -> PostgresSchema.createIfMissing(dataSource, options))
                : store;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** The options that the properties describe. */
    static PostgresOptions options(ElectionProperties properties) {
        ElectionProperties.Postgres postgres = properties.postgres();
        PostgresOptions.Builder builder =
                PostgresOptions.builder().tablePrefix(postgres.tablePrefix()).hints(postgres.hints());
        if (properties.lease() != null) {
            builder.lease(properties.lease());
        }
        if (postgres.schema() != null) {
            builder.schema(postgres.schema());
        }
        return builder.build();
    }
}
