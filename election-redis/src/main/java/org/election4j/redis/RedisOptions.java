// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.regex.Pattern;
import org.election4j.Takeover;
import org.election4j.spi.StorePace;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisClientConfig;

/** Where the records are and how the store talks to its server. Immutable; every process of a namespace uses the same. */
public final class RedisOptions {

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_.:-]{1,100}");

    private final String namespace;
    private final boolean hints;
    private final int replicas;
    private final Takeover takeover;
    private final Duration lease;
    private final @Nullable JedisClientConfig clientConfig;

    private RedisOptions(Builder builder) {
        this.namespace = builder.namespace;
        this.hints = builder.hints;
        this.replicas = builder.replicas;
        this.takeover = builder.takeover;
        this.lease = builder.lease;
        this.clientConfig = builder.clientConfig;
    }

    /**
     * Options with every value at its default.
     *
     * @return the options
     */
    public static RedisOptions defaults() {
        return builder().build();
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The namespace. All its keys begin with this name in braces, its hash tag.
     *
     * @return the name
     */
    public String namespace() {
        return namespace;
    }

    /**
     * Whether changes of leadership are announced and listened to.
     *
     * @return true by default
     */
    public boolean hints() {
        return hints;
    }

    /**
     * How many replicas must confirm each answer.
     *
     * @return 0 by default
     */
    public int replicas() {
        return replicas;
    }

    /**
     * What the candidates on this store trust.
     *
     * @return {@link Takeover#OBSERVED} by default
     */
    public Takeover takeover() {
        return takeover;
    }

    /**
     * The lease that candidates have if they set none.
     *
     * @return the lease
     */
    public Duration lease() {
        return lease;
    }

    @Nullable
    JedisClientConfig clientConfig() {
        return clientConfig;
    }

    RedisKeys keys() {
        return new RedisKeys(namespace);
    }

    @Override
    public String toString() {
        return "RedisOptions[namespace=" + namespace + ", hints=" + hints + ", replicas=" + replicas + ", takeover="
                + takeover + ", lease=" + lease + "]";
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {

        private String namespace = "election4j";
        private boolean hints = true;
        private int replicas;
        private Takeover takeover = Takeover.OBSERVED;
        private Duration lease = Duration.ofSeconds(10);
        private @Nullable JedisClientConfig clientConfig;

        private Builder() {}

        /**
         * Names the namespace. Two names are two namespaces that know nothing of each other. In a Cluster the name decides
         * which slot, and so which server, has the records. The default is {@code election4j}.
         *
         * @param name letters, digits, {@code _ . : -}; at most 100 characters
         * @return this builder
         * @throws IllegalArgumentException if it has others
         */
        public Builder namespace(String name) {
            requireNonNull(name, "name");
            if (!NAMESPACE.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "namespace must match " + NAMESPACE.pattern() + ", but is '" + name + "'");
            }
            this.namespace = name;
            return this;
        }

        /**
         * The lease of candidates that set none, and the shortest of those that will use the store. The store's own connections
         * have no time limits but those of each attempt, so nothing else is derived from it. The default is 10 seconds.
         *
         * @param duration the lease; positive, in whole milliseconds
         * @return this builder
         * @throws IllegalArgumentException if it is not
         */
        public Builder lease(Duration duration) {
            this.lease = new StorePace(requireNonNull(duration, "duration"), 1, 1).lease();
            return this;
        }

        /**
         * Whether changes of leadership are announced with {@code PUBLISH} and listened to on one more connection. Without
         * hints candidates poll more often. The default is true.
         *
         * @param enabled false to poll only
         * @return this builder
         */
        public Builder hints(boolean enabled) {
            this.hints = enabled;
            return this;
        }

        /**
         * How many replicas must confirm, with {@code WAIT}, that they have what an answer is about: a write, or the state
         * that was read. Fewer confirmations within seven tenths of the attempt are an unknown outcome. It makes a failover
         * less likely to lose what was acknowledged, and does not rule it out: a replica that is behind can still be
         * promoted. Each call then takes one more round trip, and without enough replicas nobody leads. The default is 0.
         *
         * @param count how many; not negative
         * @return this builder
         * @throws IllegalArgumentException if it is negative
         */
        public Builder replicas(int count) {
            if (count < 0) {
                throw new IllegalArgumentException("replicas must not be negative, but is " + count);
            }
            this.replicas = count;
            return this;
        }

        /**
         * Which {@link Takeover} the candidates are built with. With {@link Takeover#STORE_CLOCK} the probe refuses a
         * server that may evict keys: a key that is gone would look like a lease that has run out. If this is not set, and
         * the server may evict, such candidates fall back to watching. The default is {@link Takeover#OBSERVED}.
         *
         * @param value the same as that of the candidates
         * @return this builder
         */
        public Builder takeover(Takeover value) {
            this.takeover = requireNonNull(value, "takeover");
            return this;
        }

        /**
         * How {@code connect} makes its connections, where a URL does not say enough: trusted certificates, credentials
         * that change, a mapping of addresses. The login and the database of a URL that names them win; the time limits are
         * always those of the attempt.
         *
         * @param config the settings
         * @return this builder
         */
        public Builder clientConfig(JedisClientConfig config) {
            this.clientConfig = requireNonNull(config, "clientConfig");
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         */
        public RedisOptions build() {
            return new RedisOptions(this);
        }
    }
}
