// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.election4j.spi.StorePace;
import org.jspecify.annotations.Nullable;

/** Where the tables are and how the store talks to its server. Immutable; every process of a namespace uses the same. */
public final class PostgresOptions {

    private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]{0,40}");

    private final @Nullable String schema;
    private final String tablePrefix;
    private final Duration lease;
    private final boolean hints;
    private final @Nullable DataSource hintDataSource;
    private final boolean fsyncOffAllowed;
    private final boolean fullPageWritesOffAllowed;

    private PostgresOptions(Builder builder) {
        this.schema = builder.schema;
        this.tablePrefix = builder.tablePrefix;
        this.lease = builder.lease;
        this.hints = builder.hints;
        this.hintDataSource = builder.hintDataSource;
        this.fsyncOffAllowed = builder.fsyncOffAllowed;
        this.fullPageWritesOffAllowed = builder.fullPageWritesOffAllowed;
    }

    /**
     * Options with every value at its default.
     *
     * @return the options
     */
    public static PostgresOptions defaults() {
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
     * The schema of the tables.
     *
     * @return its name; null if the connection's {@code search_path} decides
     */
    public @Nullable String schema() {
        return schema;
    }

    /**
     * What the names of the tables begin with.
     *
     * @return the prefix
     */
    public String tablePrefix() {
        return tablePrefix;
    }

    /**
     * The lease that candidates have if they set none, and that the time limits of
     * {@link PostgresLeaseStore#connect(String, String, String, PostgresOptions)} are derived from.
     *
     * @return the lease
     */
    public Duration lease() {
        return lease;
    }

    /**
     * Whether changes of leadership are announced and listened to.
     *
     * @return true by default
     */
    public boolean hints() {
        return hints;
    }

    @Nullable
    DataSource hintDataSource() {
        return hintDataSource;
    }

    boolean fsyncOffAllowed() {
        return fsyncOffAllowed;
    }

    boolean fullPageWritesOffAllowed() {
        return fullPageWritesOffAllowed;
    }

    PostgresTables tables() {
        return PostgresTables.of(schema, tablePrefix);
    }

    @Override
    public String toString() {
        return "PostgresOptions[schema=" + (schema == null ? "by search_path" : schema) + ", tablePrefix=" + tablePrefix
                + ", lease=" + lease + ", hints=" + hints + "]";
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {

        private @Nullable String schema;
        private String tablePrefix = "election";
        private Duration lease = Duration.ofSeconds(10);
        private boolean hints = true;
        private @Nullable DataSource hintDataSource;
        private boolean fsyncOffAllowed;
        private boolean fullPageWritesOffAllowed;

        private Builder() {}

        /**
         * Names the schema of the tables. By default the connection's {@code search_path} decides, as it does for your
         * own tables.
         *
         * @param name a lower-case identifier of at most 41 characters
         * @return this builder
         * @throws IllegalArgumentException if it is not such an identifier
         */
        public Builder schema(String name) {
            this.schema = requireIdentifier("schema", requireNonNull(name, "name"));
            return this;
        }

        /**
         * Names the tables: {@code <prefix>_session}, {@code <prefix>} and {@code <prefix>_store}. Two prefixes are two
         * namespaces that know nothing of each other, unless one is the other with {@code _session}, {@code _store},
         * {@code _tick} or {@code _pause} behind it: such two cannot be in one schema. The default is {@code election}.
         *
         * @param prefix a lower-case identifier of at most 41 characters
         * @return this builder
         * @throws IllegalArgumentException if it is not such an identifier
         */
        public Builder tablePrefix(String prefix) {
            this.tablePrefix = requireIdentifier("table prefix", requireNonNull(prefix, "prefix"));
            return this;
        }

        /**
         * The lease of candidates that set none, and the shortest of those that will use a store made by {@code connect}: all
         * time limits of its connections are derived from it. The default is 10 seconds.
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
         * Whether changes of leadership are announced with {@code NOTIFY} and listened to on one more connection. Without
         * hints candidates poll more often. Switch them off for all processes of a namespace where the database commits
         * many notifications of its own: they are serialized per database. The default is true.
         *
         * @param enabled false to poll only
         * @return this builder
         */
        public Builder hints(boolean enabled) {
            this.hints = enabled;
            return this;
        }

        /**
         * Where the connection comes from that listens for hints. It is held as long as hints are watched, so take it
         * from a small source of its own, and never through a pooler in transaction mode. By default it comes from the
         * store's own data source.
         *
         * @param dataSource the source; never closed by the store
         * @return this builder
         */
        public Builder hintDataSource(DataSource dataSource) {
            this.hintDataSource = requireNonNull(dataSource, "dataSource");
            return this;
        }

        /**
         * Accepts a server with {@code fsync=off}. Such a server can lose acknowledged heartbeats when its machine
         * crashes, without anybody noticing: two leaders are then possible. For tests only. The default is false.
         *
         * @param allowed true to accept it
         * @return this builder
         */
        public Builder allowFsyncOff(boolean allowed) {
            this.fsyncOffAllowed = allowed;
            return this;
        }

        /**
         * Accepts a server with {@code full_page_writes=off}. That is safe only on a file system that cannot tear a page,
         * such as ZFS; elsewhere a crash of the machine can damage acknowledged writes. The default is false.
         *
         * @param allowed true to accept it
         * @return this builder
         */
        public Builder allowFullPageWritesOff(boolean allowed) {
            this.fullPageWritesOffAllowed = allowed;
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         */
        public PostgresOptions build() {
            return new PostgresOptions(this);
        }

        private static String requireIdentifier(String what, String name) {
            if (!IDENTIFIER.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        what + " must match " + IDENTIFIER.pattern() + ", but is '" + name + "'");
            }
            return name;
        }
    }
}
