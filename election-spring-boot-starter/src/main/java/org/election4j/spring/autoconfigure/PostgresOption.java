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
        ElectionProperties.Postgres own = properties.postgres();
        PostgresLeaseStore store = own.url() == null
                ? new PostgresLeaseStore(dataSources.pick(type()), options)
                : PostgresLeaseStore.connect(own.url(), orEmpty(own.username()), orEmpty(own.password()), options);
        return own.createTables()
                ? new TablesFirst(store, attempt -> PostgresSchema.createIfMissing(store, attempt))
                : store;
    }

    /** On the connections of the lease store, whoever opened them. */
    @Override
    public Optional<TickStore> ticks(LeaseStore store) {
        PostgresLeaseStore leases = (PostgresLeaseStore) (store instanceof TablesFirst first ? first.target() : store);
        TickStore ticks = new PostgresTickStore(leases);
        return Optional.of(
                properties.postgres().createTables()
                        ? new TickTableFirst(ticks, attempt -> PostgresSchema.createTicksIfMissing(leases, attempt))
                        : ticks);
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
