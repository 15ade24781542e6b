// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import org.election4j.s3.WireServer.Trouble;
import org.election4j.spi.Attempt;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.s3.S3Client;

/** Keys are in no text that the module makes. */
@Timeout(60)
class CredentialsTest {

    private static Attempt attempt() {
        return Attempt.within(Duration.ofSeconds(20));
    }

    @Test
    void descriptions_say_where_and_nothing_secret() {
        S3Options options = S3Options.builder("leases")
                .prefix("app/")
                .endpoint(URI.create("https://s3.example.org:9000"))
                .region("eu-central-1")
                .build();
        try (S3LeaseStore store = S3LeaseStore.connect(options)) {
            assertThat(store.describe()).isEqualTo("s3 bucket leases at s3.example.org:9000/app/");
            assertThat(store).asString().isEqualTo(store.describe());
        }
        assertThat(options.toString()).contains("bucket=leases").contains("prefix=app/");
    }

    @Test
    void an_endpoint_with_a_password_in_it_is_refused_and_not_repeated() {
        URI endpoint = URI.create("https://key:" + Clients.SECRET_KEY.replace("/", "%2F") + "@s3.example.org");
        assertThatThrownBy(() -> S3Options.builder("b").endpoint(endpoint))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void failures_do_not_reveal_them() {
        try (WireServer server = new WireServer()) {
            S3LeaseStore store = Clients.store(server);
            server.next("GET", Trouble.FORBIDDEN, Trouble.LOST_REQUEST, Trouble.INTERNAL_ERROR);
            for (int i = 0; i < 2; i++) {
                ReadOutcome outcome = store.read(RecordKey.STORE, attempt());
                if (outcome instanceof ReadOutcome.Unknown unknown) {
                    assertSilent(unknown.cause());
                }
            }
            server.next("GET", Trouble.FORBIDDEN);
            assertSilent(catchThrowable(() -> store.probe(attempt())));
        }
    }

    @Test
    void an_unreachable_server_does_not_reveal_them() {
        URI nowhere = URI.create("http://127.0.0.1:1");
        try (S3Client client = Clients.of(nowhere).build()) {
            S3LeaseStore store =
                    new S3LeaseStore(client, Clients.options(nowhere).build());
            assertSilent(catchThrowable(() -> store.probe(attempt())));
        }
    }

    private static void assertSilent(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        assertThat(text.toString())
                .contains("Exception")
                .doesNotContain(Clients.SECRET_KEY)
                .doesNotContain(Clients.ACCESS_KEY);
    }
}
