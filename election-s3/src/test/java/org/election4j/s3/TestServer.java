// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.election4j.s3.emulator.Emulator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/**
 * One server for all tests that take whatever server there is: an emulator (S3Mock, made atomic by us) in a JVM of its
 * own, unless a real one is named. It ends with this JVM. Every test takes a prefix of its own.
 *
 * <p>{@code -Delection4j.s3.endpoint=https://...} names another server, and {@code -Delection4j.s3.endpoint=aws} that of
 * Amazon. Then {@code -Delection4j.s3.bucket} names a bucket to write to (made if need be, but on AWS), {@code -Delection4j.s3.region} its region, and the
 * credentials come from where clients of AWS look for them. {@code -Delection4j.s3.unquotedEtags=true} and {@code
 * -Delection4j.s3.conditionalDeletes=false} are for servers that need it.
 */
final class TestServer {

    static final String BUCKET = System.getProperty("election4j.s3.bucket", "leader");

    private static final String GIVEN = System.getProperty("election4j.s3.endpoint", "");
    private static final @Nullable URI ENDPOINT = endpointInUse();

    static {
        if (!GIVEN.isEmpty() && ENDPOINT != null) {
            createBucket();
        }
    }

    private TestServer() {}

    /** A server that was just started for these tests has none. */
    private static void createBucket() {
        try (S3Client client = client()) {
            client.createBucket(create -> create.bucket(BUCKET));
        } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException e) {
            // Somebody was here before.
        }
    }

    private static @Nullable URI endpointInUse() {
        if (GIVEN.equals("aws")) {
            return null;
        }
        return GIVEN.isEmpty() ? Emulator.start(BUCKET).endpoint() : URI.create(GIVEN);
    }

    /** A client of the server, as a user would make one. */
    static S3Client client(ExecutionInterceptor... interceptors) {
        S3ClientBuilder builder = S3Client.builder()
                .overrideConfiguration(configuration -> configuration.executionInterceptors(List.of(interceptors)))
                .region(Region.of(System.getProperty("election4j.s3.region", "eu-central-1")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                        GIVEN.isEmpty()
                                ? Clients.CREDENTIALS
                                : DefaultCredentialsProvider.builder().build());
        if (ENDPOINT != null) {
            builder.endpointOverride(ENDPOINT).forcePathStyle(true);
        }
        return builder.build();
    }

    /** Options with a prefix that nobody else uses. */
    static S3Options.Builder freshOptions() {
        S3Options.Builder options = S3Options.builder(BUCKET)
                .prefix("test/" + UUID.randomUUID() + "/")
                .unquotedEtags(Boolean.getBoolean("election4j.s3.unquotedEtags"))
                .conditionalDeletes(!"false".equals(System.getProperty("election4j.s3.conditionalDeletes")));
        return ENDPOINT == null ? options : options.endpoint(ENDPOINT);
    }
}
