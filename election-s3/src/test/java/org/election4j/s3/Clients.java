// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.election4j.s3.ConditionalObjects.Got;
import org.election4j.s3.ConditionalObjects.Put;
import org.election4j.spi.Attempt;
import org.election4j.spi.RecordKey;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Clients and stores of the tests. */
final class Clients {

    static final String ACCESS_KEY = "AKIDOFTHETEST";
    static final String SECRET_KEY = "s3cr3t/of+the+test";

    static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY));

    private Clients() {}

    /** A client as a user would make one, with the retries that clients have by default. */
    static S3ClientBuilder of(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(Region.EU_CENTRAL_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(CREDENTIALS);
    }

    static S3Options.Builder options(URI endpoint) {
        return S3Options.builder(WireServer.BUCKET).endpoint(endpoint);
    }

    static void changeByHand(
            ConditionalObjects objects, S3Options options, String election, String field, String value) {
        String key = new ObjectKeys(options.prefix()).of(new RecordKey.Election(election));
        Attempt attempt = Attempt.within(Duration.ofSeconds(20));
        Got.Found found = (Got.Found) objects.get(key, attempt);
        String changed = found.text().replaceFirst("(?m)^" + field + ": .*$", field + ": " + value);
        assertThat(objects.put(key, found.mark(), changed, attempt)).isInstanceOf(Put.Stored.class);
    }

    static S3LeaseStore store(WireServer server) {
        return store(server, options(server.endpoint()).build());
    }

    static S3LeaseStore store(WireServer server, S3Options options) {
        return new S3LeaseStore(of(server.endpoint()).build(), options);
    }
}
