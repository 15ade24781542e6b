// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the records are and what the server can do. Immutable; every process of a namespace uses the same. */
public final class S3Options {

    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9_.-]+/)*");

    private final String bucket;
    private final String prefix;
    private final @Nullable String region;
    private final @Nullable URI endpoint;
    private final boolean unquotedEtags;
    private final boolean conditionalDeletes;
    private final Duration lease;

    private S3Options(Builder builder) {
        this.bucket = builder.bucket;
        this.prefix = builder.prefix;
        this.region = builder.region;
        this.endpoint = builder.endpoint;
        this.unquotedEtags = builder.unquotedEtags;
        this.conditionalDeletes = builder.conditionalDeletes;
        this.lease = builder.lease;
    }

    /**
     * Starts from the defaults.
     *
     * @param bucket the bucket; it must exist
     * @return a builder
     * @throws IllegalArgumentException if the name is blank
     */
    public static Builder builder(String bucket) {
        requireNonNull(bucket, "bucket");
        if (bucket.isBlank()) {
            throw new IllegalArgumentException("bucket must not be blank");
        }
        return new Builder(bucket);
    }

    /**
     * The bucket.
     *
     * @return its name
     */
    public String bucket() {
        return bucket;
    }

    /**
     * What the keys of all records begin with.
     *
     * @return the prefix; it ends in a slash, or is empty
     */
    public String prefix() {
        return prefix;
    }

    /**
     * The lease that candidates have if they set none, and that the time limits of {@link
     * S3LeaseStore#connect(S3Options)} are derived from.
     *
     * @return the lease
     */
    public Duration lease() {
        return lease;
    }

    @Nullable
    String region() {
        return region;
    }

    @Nullable
    URI endpoint() {
        return endpoint;
    }

    boolean unquotedEtags() {
        return unquotedEtags;
    }

    boolean conditionalDeletes() {
        return conditionalDeletes;
    }

    @Override
    public String toString() {
        return "S3Options[bucket=" + bucket + ", prefix=" + prefix + ", region=" + (region == null ? "default" : region)
                + ", endpoint=" + (endpoint == null ? "default" : endpoint) + ", unquotedEtags=" + unquotedEtags
                + ", conditionalDeletes=" + conditionalDeletes + ", lease=" + lease + "]";
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {

        private final String bucket;
        private String prefix = "election4j/";
        private @Nullable String region;
        private @Nullable URI endpoint;
        private boolean unquotedEtags;
        private boolean conditionalDeletes = true;
        private Duration lease = S3LeaseStore.DEFAULT_LEASE;

        private Builder(String bucket) {
            this.bucket = bucket;
        }

        /**
         * What the keys of all records begin with. Two prefixes are two namespaces that know nothing of each other, as
         * long as none begins with the other. The default is {@code election4j/}.
         *
         * @param value names of letters, digits, {@code -}, {@code _} and {@code .}, each with a slash behind it, at most
         *     100 characters together; empty for none
         * @return this builder
         * @throws IllegalArgumentException if it looks different
         */
        public Builder prefix(String value) {
            requireNonNull(value, "value");
            if (!PREFIX.matcher(value).matches() || value.length() > ObjectKeys.MAX_PREFIX) {
                throw new IllegalArgumentException(
                        "prefix must be names of letters, digits, '-', '_' and '.', each with a"
                                + " '/' behind it, and at most " + ObjectKeys.MAX_PREFIX + " characters long, but is '"
                                + value
                                + "'");
            }
            this.prefix = value;
            return this;
        }

        /**
         * The region, for {@link S3LeaseStore#connect(S3Options)}. By default the client looks where it always does:
         * {@code AWS_REGION}, the profile, the machine it runs on.
         *
         * @param name the region, such as {@code eu-central-1}; servers other than AWS take any
         * @return this builder
         */
        public Builder region(String name) {
            this.region = requireNonNull(name, "name");
            return this;
        }

        /**
         * Another server than AWS, for {@link S3LeaseStore#connect(S3Options)}. It is asked in path style.
         *
         * @param uri where it listens: scheme, host and port; {@code https} verifies its certificate against the trust
         *     store of the JVM
         * @return this builder
         * @throws IllegalArgumentException if it is no such address, or if there is a password in it
         */
        public Builder endpoint(URI uri) {
            requireNonNull(uri, "uri");
            if (uri.getUserInfo() != null) {
                throw new IllegalArgumentException("the endpoint must not contain credentials; the client finds them in"
                        + " the environment, the profile or the machine it runs on");
            }
            if (uri.getScheme() == null
                    || !uri.getScheme().startsWith("http")
                    || uri.getHost() == null
                    || uri.getQuery() != null
                    || uri.getFragment() != null) {
                throw new IllegalArgumentException(
                        "the endpoint must look like https://s3.example.org:9000; it is not shown, since it might contain a"
                                + " password");
            }
            this.endpoint = uri;
            return this;
        }

        /**
         * Whether etags are sent back without the quotation marks they come with. Old releases of Ceph's gateway compare
         * them with an etag without any; no condition ever holds there otherwise. The probe says so. The default is
         * false.
         *
         * @param unquoted true for servers that want it
         * @return this builder
         */
        public Builder unquotedEtags(boolean unquoted) {
            this.unquotedEtags = unquoted;
            return this;
        }

        /**
         * Whether the server makes deletions depend on the etag. Where it does not, say false: nothing is deleted then,
         * and a lifecycle rule has to clear away the objects below {@code <prefix>session/} that were not written for a
         * week. The default is true.
         *
         * @param conditional false for servers that ignore the condition; the probe says so
         * @return this builder
         */
        public Builder conditionalDeletes(boolean conditional) {
            this.conditionalDeletes = conditional;
            return this;
        }

        /**
         * The lease of candidates that set none, and the shortest of those that will use a store made by {@code connect}: all
         * time limits of its client are derived from it. The default is {@link S3LeaseStore#DEFAULT_LEASE}.
         *
         * @param duration the lease; from 500 ms to a day, in whole milliseconds
         * @return this builder
         * @throws IllegalArgumentException if it is shorter or longer
         */
        public Builder lease(Duration duration) {
            requireNonNull(duration, "duration");
            if (duration.compareTo(Duration.ofMillis(500)) < 0 || duration.compareTo(Duration.ofDays(1)) > 0) {
                throw new IllegalArgumentException("lease must be from 500 ms to a day, but is " + duration);
            }
            this.lease = duration;
            return this;
        }

        /**
         * The options.
         *
         * @return them
         */
        public S3Options build() {
            return new S3Options(this);
        }
    }
}
