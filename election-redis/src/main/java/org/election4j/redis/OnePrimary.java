// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;

/** A primary with a fixed address. */
record OnePrimary(RedisUrl url) implements Primary {

    @Override
    public Connection connect(Attempt attempt) {
        return url.connect(attempt);
    }

    @Override
    public void failed() {}

    @Override
    public void moved(HostAndPort target) {
        throw new LeaseStoreException(
                url + " belongs to a Cluster; use RedisLeaseStore.connectCluster, or a RedisClusterClient", null);
    }

    @Override
    public String place() {
        return url.toString();
    }
}
