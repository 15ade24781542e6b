// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The true reason is told, and a missing right only where one is missing. */
@Timeout(60)
class FailuresTest {

    @ParameterizedTest
    @CsvSource({
        "301, PermanentRedirect, another region",
        "400, AuthorizationHeaderMalformed, another region",
        "400, ExpiredToken, have expired",
        "403, RequestTimeTooSkewed, the clock of this machine",
        "404, NoSuchBucket, no such bucket",
        "403, InvalidAccessKeyId, credentials are wrong",
        "403, SignatureDoesNotMatch, credentials are wrong",
        "403, AccessDenied, lack a right"
    })
    void what_waiting_does_not_mend_is_told_with_its_code(int status, String code, String sentence) {
        assertThat(Failures.told(answer(status, code)))
                .isInstanceOf(AccessRefusedException.class)
                .hasMessageContaining(code)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SlowDown", "InternalError", "ConditionalRequestConflict"})
    void what_passes_is_no_refusal(String code) {
        assertThat(Failures.told(answer(503, code)))
                .isExactlyInstanceOf(LeaseStoreException.class)
                .hasMessageContaining(code);
    }

    @Test
    void a_server_that_is_down_is_not_taken_for_a_missing_right() {
        URI nowhere = URI.create("http://127.0.0.1:1");
        try (S3Client client = Clients.of(nowhere).build();
                S3LeaseStore store =
                        new S3LeaseStore(client, Clients.options(nowhere).build())) {
            assertThatThrownBy(() -> store.probe(Attempt.within(Duration.ofSeconds(10))))
                    .isExactlyInstanceOf(LeaseStoreException.class)
                    .hasMessageContaining("Connection refused")
                    .hasMessageNotContaining("s3:");
        }
    }

    @Test
    void missing_credentials_are_not_taken_for_a_missing_right() {
        URI nowhere = URI.create("http://127.0.0.1:1");
        try (S3Client client = Clients.of(nowhere)
                        .credentialsProvider(
                                AwsCredentialsProviderChain.of(EnvironmentVariableCredentialsProvider.create()))
                        .build();
                S3LeaseStore store =
                        new S3LeaseStore(client, Clients.options(nowhere).build())) {
            assertThatThrownBy(() -> store.probe(Attempt.within(Duration.ofSeconds(10))))
                    .isInstanceOf(LeaseStoreException.class)
                    .hasMessageContaining("no credentials were found")
                    .hasMessageNotContaining("s3:");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"app:s3cret", "https://host/?token=s3cret", "ftp://app-s3cret"})
    void an_endpoint_that_may_contain_a_password_is_refused_and_not_repeated(String endpoint) {
        assertThatThrownBy(() -> S3Options.builder("b").endpoint(URI.create(endpoint)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cret");
    }

    private static S3Exception answer(int status, String code) {
        return (S3Exception) S3Exception.builder()
                .message("what the server says")
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("what the server says")
                        .build())
                .build();
    }
}
