// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * A client for a store that was given none: the plainest HTTP client, no checksums that only AWS knows, and limits that
 * hold even where an attempt's own does not reach, such as the asking for credentials.
 */
final class OwnClient {

    private OwnClient() {}

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
