// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.election4j.s3.S3LeaseStore;
import org.election4j.s3.S3Options;
import org.election4j.s3.S3TickStore;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;
import org.election4j.spring.ElectionConfigurationException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A bucket of S3, on a client of the application.
 *
 * @param s3 the application's clients
 * @param options the options of the store; asked for only if the store is wanted, since they need a bucket
 */
record S3Option(ClientBeans<S3Client> s3, Supplier<S3Options> options) implements StoreOption {

    @Override
    public StoreType type() {
        return StoreType.S3;
    }

    @Override
    public List<String> clients() {
        return s3.names();
    }

    @Override
    public LeaseStore create() {
        return new S3LeaseStore(s3.pick(type()), options.get());
    }

    @Override
    public Optional<TickStore> ticks(LeaseStore store) {
        return Optional.of(new S3TickStore(s3.pick(type()), options.get()));
    }

    /** The options that the properties describe. */
    static S3Options options(ElectionProperties properties) {
        ElectionProperties.S3 s3 = properties.s3();
        if (s3.bucket() == null) {
            throw new ElectionConfigurationException(
                    "The store is S3, but election.s3.bucket is not set.",
                    "Set election.s3.bucket, or choose another store with election.store.");
        }
        S3Options.Builder builder = S3Options.builder(s3.bucket());
        if (s3.prefix() != null) {
            builder.prefix(s3.prefix());
        }
        if (properties.lease() != null) {
            builder.lease(properties.lease());
        }
        return builder.build();
    }
}
