// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.Optional;
import java.util.function.Supplier;
import org.election4j.spring.ElectionConfigurationException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import redis.clients.jedis.UnifiedJedis;

/**
 * The Jedis client of the elections: a bean of the application, or one that is made from what Boot knows of Redis. What is made here
 * is closed here. Thread-safe.
 */
final class ElectionRedis implements AutoCloseable {

    private final ClientBeans<UnifiedJedis> beans;
    private final Supplier<Optional<BootRedis.Servers>> boot;
    private @Nullable UnifiedJedis own;

    ElectionRedis(ClientBeans<UnifiedJedis> beans, Supplier<Optional<BootRedis.Servers>> boot) {
        this.beans = beans;
        this.boot = boot;
    }

    ClientBeans<UnifiedJedis> beans() {
        return beans;
    }

    boolean isThere() {
        return !beans.names().isEmpty() || boot.get().isPresent();
    }

    synchronized UnifiedJedis client() {
        checkVersion();
        if (!beans.names().isEmpty() || beans.wanted() != null) {
            return beans.pick(StoreType.REDIS);
        }
        UnifiedJedis known = own;
        if (known != null) {
            return known;
        }
        UnifiedJedis made = boot.get().map(BootRedis.Servers::connect).orElseGet(() -> beans.pick(StoreType.REDIS));
        own = made;
        return made;
    }

    /** Boot's dependency management turns the version of Jedis back, and then classes are missing in the middle of an election. */
    private static void checkVersion() {
        String version = UnifiedJedis.class.getPackage().getImplementationVersion();
        boolean old = version != null && version.matches("[1-7]\\..*");
        if (old || !ClassUtils.isPresent("redis.clients.jedis.RedisClient", UnifiedJedis.class.getClassLoader())) {
            throw new ElectionConfigurationException(
                    "The store is Redis, but Jedis on the class path is "
                            + (version == null ? "older than 8" : version)
                            + ", and election-redis needs 8.0.2 or later.",
                    "Spring Boot manages an older version: set the property jedis.version to 8.0.2 in your build, in Gradle"
                            + " ext['jedis.version'] = '8.0.2'.");
        }
    }

    static ElectionConfigurationException unknownShape(Class<?> type) {
        return new ElectionConfigurationException(
                "The store is Redis, but " + type.getName() + " names no single server, no Sentinels and no Cluster.",
                "Define a bean of a Jedis client, such as a RedisClient.");
    }

    @Override
    public synchronized void close() {
        UnifiedJedis made = own;
        own = null;
        if (made != null) {
            made.close();
        }
    }
}
