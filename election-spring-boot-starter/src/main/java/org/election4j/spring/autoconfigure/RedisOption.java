// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.List;
import java.util.Optional;
import org.election4j.redis.RedisLeaseStore;
import org.election4j.redis.RedisOptions;
import org.election4j.redis.RedisTickStore;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;

/**
 * Redis, on a client of the application.
 *
 * @param redis the application's clients
 * @param options the options of the store
 */
record RedisOption(ElectionRedis redis, RedisOptions options) implements StoreOption {

    @Override
    public StoreType type() {
        return StoreType.REDIS;
    }

    @Override
    public List<String> clients() {
        return redis.beans().names();
    }

    @Override
    public boolean isOffered() {
        return redis.isThere();
    }

    @Override
    public LeaseStore create() {
        return new RedisLeaseStore(redis.client(), options);
    }

    @Override
    public Optional<TickStore> ticks(LeaseStore store) {
        return Optional.of(new RedisTickStore(redis.client(), options));
    }

    /** The options that the properties describe. */
    static RedisOptions options(ElectionProperties properties) {
        return RedisOptions.builder()
                .namespace(properties.redis().namespace())
                .hints(properties.redis().hints())
                .replicas(properties.redis().replicas())
                .takeover(properties.takeover())
                .build();
    }
}
