// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.time.Duration;
import org.election4j.redis.RedisLeaseStore;
import org.election4j.redis.RedisOptions;
import org.election4j.spi.LeaseStore;

/** A real Redis in memory only: what it loses in a restart shows as another epoch. */
final class RedisBenchStore implements BenchStore {

    @Override
    public String word() {
        return "redis";
    }

    @Override
    public BenchServer start() throws IOException {
        return new RedisBenchServer();
    }

    @Override
    public LeaseStore connect(String address, String namespace, Duration lease) {
        return RedisLeaseStore.connect(
                address, RedisOptions.builder().namespace(namespace).build());
    }
}
