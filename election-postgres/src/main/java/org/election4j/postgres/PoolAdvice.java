// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.common.BaseDataSource;

/** What can be read from the way in which connections are made, without asking a server. */
final class PoolAdvice {

    private PoolAdvice() {}

    static List<String> of(Connections connections, PostgresOptions options) {
        Duration lease = options.lease();
        List<String> advice = new ArrayList<>();
        if (connections instanceof OwnPool own) {
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
