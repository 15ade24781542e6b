// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.election4j.s3.S3LeaseStore;
import org.election4j.s3.S3Options;
import org.election4j.spi.LeaseStore;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** An S3 emulator. What it shows is the elections, not the speed: a real bucket is slower, and its leases longer. */
final class S3DemoStore implements DemoStore {

    static final String BUCKET = "demo";

    private static final Duration CLIENT_LIMIT = Duration.ofSeconds(2);

    @Override
    public String word() {
        return "s3";
    }

    @Override
    public String title() {
        return "an S3 emulator";
    }

    /** Each record is a request of its own, and nobody is told of a change: everything takes a little longer. */
    @Override
    public Duration lease() {
        return Duration.ofSeconds(5);
    }

    /** Standbys look now and then. */
    @Override
    public Duration handoverLimit(Duration lease) {
        return lease;
    }

    @Override
    public DemoServer start(Path directory, Duration lease) {
        return S3Server.start();
    }

    @Override
    public LeaseStore connect(String server, String candidate, Duration lease) {
        return new S3LeaseStore(client(server), options(lease));
    }

    @Override
    public Witness witness(String server, String candidate) {
        return new S3Witness(client(server), candidate);
    }

    static S3Options options(Duration lease) {
        return S3Options.builder(BUCKET).lease(lease).build();
    }

    /** A client that gives up before a lease is over. */
    static S3Client client(String server) {
        return S3Client.builder()
                .region(Region.EU_CENTRAL_1)
                .endpointOverride(URI.create("http://" + server))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CLIENT_LIMIT)
                        .socketTimeout(CLIENT_LIMIT))
                .build();
    }
}
