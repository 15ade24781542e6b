// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.common.PathUtils;
import org.apache.zookeeper.data.ACL;
import org.election4j.spi.StorePace;
import org.jspecify.annotations.Nullable;

/** Where the znodes are and how the store talks to its servers. Immutable; every process of a namespace uses the same. */
public final class ZooKeeperOptions {

    private static final int LONGEST_PATH = 100;

    private final String path;
    private final @Nullable List<ACL> acl;
    private final Duration lease;
    private final boolean hints;

    private ZooKeeperOptions(Builder builder) {
        this.path = builder.path;
        this.acl = builder.acl;
        this.lease = builder.lease;
        this.hints = builder.hints;
    }

    /**
     * Options with every value at its default.
     *
     * @return the options
     */
    public static ZooKeeperOptions defaults() {
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
     * The znode that holds the namespace.
     *
     * @return its path, below the client's chroot and namespace
     */
    public String path() {
        return path;
    }

    /**
     * The rights on every znode that the store creates.
     *
     * @return the list as it was given; empty if the store chooses
     */
    public List<ACL> acl() {
        return acl == null ? List.of() : acl;
    }

    /**
     * The lease that candidates have if they set none, and that the time limits of {@link
     * ZooKeeperLeaseStore#connect(String, ZooKeeperOptions)} are derived from.
     *
     * @return the lease
     */
    public Duration lease() {
        return lease;
    }

    /**
     * Whether elections are watched.
     *
     * @return true by default
     */
    public boolean hints() {
        return hints;
    }

    Rights rightsOr(Rights otherwise) {
        return acl == null ? otherwise : Rights.always(acl);
    }

    @Override
    public String toString() {
        return "ZooKeeperOptions[path=" + path + ", acl=" + (acl == null ? "by default" : acl.size() + " entries")
                + ", lease=" + lease + ", hints=" + hints + "]";
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {

        private String path = "/election4j";
        private @Nullable List<ACL> acl;
        private Duration lease = Duration.ofSeconds(10);
        private boolean hints = true;

        private Builder() {}

        /**
         * Names the znode that holds the namespace. It is created if it is missing, with all znodes above it. Two paths
         * are two namespaces that know nothing of each other; do not put one below another. The default is {@code
         * /election4j}.
         *
         * @param path an absolute path of at most 100 characters, below the client's chroot and namespace
         * @return this builder
         * @throws IllegalArgumentException if it is no such path, or below {@code /zookeeper}
         */
        public Builder path(String path) {
            PathUtils.validatePath(requireNonNull(path, "path"));
            if (path.equals("/") || path.length() > LONGEST_PATH) {
                throw new IllegalArgumentException(
                        "path must name a znode in at most " + LONGEST_PATH + " characters, but is '" + path + "'");
            }
            if (path.equals("/zookeeper") || path.startsWith("/zookeeper/")) {
                throw new IllegalArgumentException("path must not be below /zookeeper, but is '" + path + "'");
            }
            this.path = path;
            return this;
        }

        /**
         * Who may do what with every znode that the store creates. By default a store on your {@code CuratorFramework}
         * asks its {@code ACLProvider}; in a store that connects by itself everybody may do everything, or, if it has a user and a
         * password, only that user.
         *
         * @param acl the rights; not empty
         * @return this builder
         * @throws IllegalArgumentException if it is empty
         */
        public Builder acl(List<ACL> acl) {
            requireNonNull(acl, "acl");
            if (acl.isEmpty()) {
                throw new IllegalArgumentException("acl must not be empty: then nobody may do anything");
            }
            this.acl = List.copyOf(acl);
            return this;
        }

        /**
         * Who may do what with every znode that the store creates, in one text: entries as {@code zkCli.sh setAcl} takes them,
         * with commas between, such as {@code digest:app:DjjzfVwQ0vQBBzWZ2pdoPSYLrTM=:cdrwa,world:anyone:r}. The digest is a
         * hash, but treat it like a password.
         *
         * @param entries the rights; an empty text leaves them at the default
         * @return this builder
         * @throws IllegalArgumentException if it has another form; the text is not repeated
         */
        public Builder acl(String entries) {
            this.acl = requireNonNull(entries, "entries").isEmpty() ? null : AclText.parse(entries);
            return this;
        }

        /**
         * The lease of candidates that set none, and the shortest of those that will use a store made by {@code connect}: all
         * time limits of its client are derived from it. The default is 10 seconds.
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
         * Whether elections are watched, so that a standby hears of a change of leadership at once. Without hints
         * candidates poll more often. The default is true.
         *
         * @param enabled false to poll only
         * @return this builder
         */
        public Builder hints(boolean enabled) {
            this.hints = enabled;
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         */
        public ZooKeeperOptions build() {
            return new ZooKeeperOptions(this);
        }
    }

    static final List<ACL> EVERYBODY = List.copyOf(ZooDefs.Ids.OPEN_ACL_UNSAFE);
    static final List<ACL> THE_CREATOR = List.copyOf(ZooDefs.Ids.CREATOR_ALL_ACL);
}
