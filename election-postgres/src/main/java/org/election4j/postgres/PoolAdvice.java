// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.common.BaseDataSource;

/** What can be read from the way in which connections are made, without asking a server. */
final class PoolAdvice {

    /** Neither the driver nor the server tells in which mode it is, nor whether it keeps statements itself. */
    static final String BEHIND_A_POOLER =
            "a pooler is between this data source and the server; if it gives out the server connections per"
                    + " transaction, and is not a PgBouncer with max_prepared_statements (1.21 and later), transactions of"
                    + " yours on it, fenced ones too, fail with 'prepared statement \"S_1\" already exists': add"
                    + " prepareThreshold=0 to the URL. The elections themselves need nothing";

    private PoolAdvice() {}

    static List<String> of(Connections connections, PostgresOptions options) {
        Duration lease = options.lease();
        List<String> advice = new ArrayList<>();
        if (connections instanceof DedicatedClient own) {
            NameCache.advice(own.driver().hosts(), lease).ifPresent(advice::add);
        } else if (connections instanceof GivenConnections given) {
            advice.addAll(HikariPools.waitsLongerThan(given.source(), lease.dividedBy(7), lease));
            NameCache.advice(hosts(given.source()), lease).ifPresent(advice::add);
        }
        return advice;
    }

    /** None where they cannot be found out. */
    private static List<String> hosts(DataSource source) {
        if (source instanceof BaseDataSource driver) {
            return List.of(driver.getServerNames());
        }
        return HikariPools.url(source).map(OwnDriver::hostsOf).orElse(List.of());
    }
}
