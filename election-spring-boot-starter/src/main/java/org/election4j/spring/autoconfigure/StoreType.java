// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.Locale;

/** The stores that this starter can configure. */
public enum StoreType {
    /** PostgreSQL, through a {@code DataSource}. */
    POSTGRES(
            "election-postgres",
            "a DataSource, for example through spring-boot-starter-jdbc and spring.datasource.url"),
    /** Redis, through a client of Jedis. */
    REDIS(
            "election-redis",
            "spring-boot-starter-data-redis and spring.data.redis.*, or a Jedis client, such as a RedisClient"),
    /** ZooKeeper, through a {@code CuratorFramework}. */
    ZOOKEEPER("election-zookeeper", "a CuratorFramework, started"),
    /** A bucket of S3, through an {@code S3Client}. */
    S3("election-s3", "an S3Client"),
    /** Nothing outside this process, so that every process leads: for tests and for development. Only when asked for by name. */
    MEMORY("election-testkit", "nothing");

    private final String module;
    private final String client;

    StoreType(String module, String client) {
        this.module = module;
        this.client = client;
    }

    /** The artifact that brings the store. */
    String module() {
        return "org.election4j:" + module;
    }

    /** The bean it works on. */
    String client() {
        return client;
    }

    String propertyValue() {
        return name().toLowerCase(Locale.ROOT);
    }
}
