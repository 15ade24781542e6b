// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.election4j.OverrunPolicy;
import org.election4j.Takeover;
import org.election4j.spi.Identifiers;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.SmartLifecycle;

/**
 * The properties {@code election.*}. What contradicts itself is refused when the application starts, with both values in the message.
 *
 * @param enabled Whether to take part in elections at all. Without it no bean of this starter is made.
 * @param elections The elections to campaign for: names, or entries with a name and settings.
 * @param lifecycles Beans that start and stop with the leadership: the name of the bean, and of the election.
 * @param integrationEvents Whether to publish the leader events of Spring Integration, with the election as the role.
 * @param store Which store to use. Needed only if several are possible.
 * @param clientBean Name of the bean that the store works on, if there are several (a DataSource, for example).
 * @param lease How long a silent leader is left undisturbed. All other times follow from it. Default: 10 s, on S3 30 s.
 * @param id Name of this candidate, for people and for handovers. Default: host name, process id and a random suffix.
 * @param address Where this candidate can be reached, for others to see.
 * @param takeover When a silent leader may be revoked.
 * @param maxLease The longest lease that is expected in this namespace; another limit there is a warning. Default: 15 s, on S3 30 s.
 * @param drainLimit How long user code may take to return after the stop signal. Default: one lease.
 * @param onOverrun What to do with user code that takes longer.
 * @param closeLimit How long the end of the application waits for leader work to drain. Default: three leases.
 * @param autoStart Whether to campaign as soon as the application context has started.
 * @param failFast Whether the application fails to start when the store cannot be reached or is unsafe.
 * @param phase Phase of the lifecycle. The highest starts last and stops first.
 * @param timing Times that are derived from the lease unless they are set.
 * @param postgres Settings of the store on PostgreSQL.
 * @param redis Settings of the store on Redis.
 * @param zookeeper Settings of the store on ZooKeeper.
 * @param s3 Settings of the store on S3.
 */
@ConfigurationProperties("election")
public record ElectionProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue List<Election> elections,
        @DefaultValue Map<String, String> lifecycles,
        boolean integrationEvents,
        @Nullable StoreType store,
        @Nullable String clientBean,
        @Nullable Duration lease,
        @Nullable String id,
        @Nullable String address,
        @DefaultValue("observed") Takeover takeover,
        @Nullable Duration maxLease,
        @Nullable Duration drainLimit,
        @DefaultValue("log") OverrunPolicy onOverrun,
        @Nullable Duration closeLimit,
        @DefaultValue("true") boolean autoStart,
        @DefaultValue("false") boolean failFast,
        @DefaultValue("" + SmartLifecycle.DEFAULT_PHASE) int phase,
        @DefaultValue Timing timing,
        @DefaultValue Postgres postgres,
        @DefaultValue Redis redis,
        @DefaultValue Zookeeper zookeeper,
        @DefaultValue S3 s3) {

    /** Checks what concerns more than one property. */
    public ElectionProperties {
        elections = List.copyOf(elections);
        lifecycles = Map.copyOf(lifecycles);
        Set<String> names = new HashSet<>();
        for (Election election : elections) {
            if (!names.add(election.name())) {
                throw new IllegalArgumentException(
                        "election.elections names '" + election.name() + "' twice; each election can be there once");
            }
        }
        positive("election.lease", lease);
        positive("election.max-lease", maxLease);
        positive("election.drain-limit", drainLimit);
        positive("election.close-limit", closeLimit);
        if (maxLease != null && lease != null && maxLease.compareTo(lease) < 0) {
            throw new IllegalArgumentException(
                    "election.max-lease (" + maxLease + ") must be at least election.lease (" + lease + ")");
        }
    }

    /** The lease, or another if none is set. */
    Duration leaseOr(Duration other) {
        return lease == null ? other : lease;
    }

    private static void positive(String property, @Nullable Duration value) {
        if (value != null && (value.isZero() || value.isNegative())) {
            throw new IllegalArgumentException(property + " must be positive, but is " + value);
        }
    }

    /**
     * One election. In a list of elections a plain name stands for an entry with nothing but that name.
     *
     * @param name Name of the election.
     * @param drainLimit How long user code of this election may take to return. Default: election.drain-limit.
     * @param onOverrun What to do with user code that takes longer. Default: election.on-overrun.
     */
    public record Election(
            String name,
            @Nullable Duration drainLimit,
            @Nullable OverrunPolicy onOverrun) {

        /** Checks the name. */
        public Election {
            if (name == null) {
                throw new IllegalArgumentException("an entry of election.elections has no name");
            }
            Identifiers.requireValid("a name in election.elections", name);
            positive("election.elections[" + name + "].drain-limit", drainLimit);
        }

        /**
         * An entry with nothing but a name.
         *
         * @param name the name
         * @return the entry
         */
        public static Election of(String name) {
            return new Election(name.strip(), null, null);
        }
    }

    /**
     * Times that follow from the lease. Values that contradict each other are refused by the candidate.
     *
     * @param renewInterval How often a leader renews. Default: a fifth of the lease.
     * @param attemptLimit How long one heartbeat may take. Default: a seventh of the lease.
     * @param pollInterval How often a standby looks at the store. Default: a fifth of the lease, twice that with hints.
     * @param stopMargin How long before the end of its validity a leader stops. Default: a fifth of the lease.
     */
    public record Timing(
            @Nullable Duration renewInterval,
            @Nullable Duration attemptLimit,
            @Nullable Duration pollInterval,
            @Nullable Duration stopMargin) {}

    /**
     * PostgreSQL.
     *
     * @param url JDBC URL for connections of the store's own, so that a busy pool cannot keep a heartbeat waiting. Without it the
     *     store uses the DataSource of the application.
     * @param username User for connections of the store's own.
     * @param password Password for connections of the store's own.
     * @param schema Schema of the tables. Default: the search path.
     * @param tablePrefix First part of the names of the three tables, a namespace of its own.
     * @param hints Whether to be told of changes by LISTEN/NOTIFY. Holds one connection.
     * @param createTables Whether to create the tables where they are missing.
     */
    public record Postgres(
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            @Nullable String schema,
            @DefaultValue("election") String tablePrefix,
            @DefaultValue("true") boolean hints,
            @DefaultValue("true") boolean createTables) {

        /** Checks that a login is not given for nothing. */
        public Postgres {
            if (url == null && (username != null || password != null)) {
                throw new IllegalArgumentException(
                        "election.postgres.username or .password is set, but election.postgres.url is not;"
                                + " set all of them for connections of the store's own, or none to use the DataSource");
            }
        }

        /** Says everything but the password. */
        @Override
        public String toString() {
            return "Postgres[url=" + (url == null ? "none" : "set") + ", username=" + username + ", schema=" + schema
                    + ", tablePrefix=" + tablePrefix + ", hints=" + hints + ", createTables=" + createTables + "]";
        }
    }

    /**
     * Redis.
     *
     * @param namespace Name that all keys begin with, in braces.
     * @param hints Whether to be told of changes by publish and subscribe. Holds one connection.
     * @param replicas How many replicas must confirm what an answer is about.
     */
    public record Redis(
            @DefaultValue("election4j") String namespace,
            @DefaultValue("true") boolean hints,
            @DefaultValue("0") int replicas) {}

    /**
     * ZooKeeper.
     *
     * @param path The znode that holds the elections.
     * @param hints Whether to watch elections, to hear of changes at once.
     */
    public record Zookeeper(
            @DefaultValue("/election4j") String path,
            @DefaultValue("true") boolean hints) {}

    /**
     * S3.
     *
     * @param bucket The bucket. Must be set to use this store.
     * @param prefix What all keys begin with. Default: election4j/.
     */
    public record S3(@Nullable String bucket, @Nullable String prefix) {}
}
