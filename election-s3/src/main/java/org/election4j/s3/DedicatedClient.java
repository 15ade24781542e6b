// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.net.URI;
import java.time.Duration;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.OneLine;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * A client for a store that was given none: the plainest HTTP client, no checksums that only AWS knows, and limits that
 * hold even where an attempt's own does not reach, such as the asking for credentials.
 *
 * <p>These two limits are all the timers it has, and each is one attempt, a seventh of the lease. A leader that sends a heartbeat
 * each fifth of the lease and stops 0.6 leases after the last has time for one that fails and one that does not: {@code 1/5 + 1/7 + 1/7 <
 * 0.6}. No connection waits for anything between two requests, so a pause of this process costs none; a connection that the
 * server has closed meanwhile is noticed and replaced by the HTTP client.
 */
final class DedicatedClient {

    private DedicatedClient() {}

    /** @throws LeaseStoreException if the client cannot be made */
    static S3Client open(S3Options options) {
        try {
            return of(options).build();
        } catch (SdkClientException e) {
            throw new LeaseStoreException(
                    "no client for bucket " + options.bucket()
                            + " can be made; set S3Options.region, or AWS_REGION in the environment: "
                            + OneLine.reason(e),
                    e);
        }
    }

    static S3ClientBuilder of(S3Options options) {
        Duration attempt = options.lease().dividedBy(7);
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(attempt)
                        .socketTimeout(attempt))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        service -> service.expectContinueEnabled(false).chunkedEncodingEnabled(false));
        String region = options.region();
        if (region != null) {
            builder.region(Region.of(region));
        }
        URI endpoint = options.endpoint();
        if (endpoint != null) {
            builder.endpointOverride(endpoint).forcePathStyle(true);
        }
        return builder;
    }
}
