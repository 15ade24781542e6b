// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.election4j.s3.ConditionalObjects.Deleted;
import org.election4j.s3.ConditionalObjects.Got;
import org.election4j.s3.ConditionalObjects.Listed;
import org.election4j.s3.ConditionalObjects.Put;
import org.election4j.s3.WireServer.Trouble;
import org.election4j.spi.Attempt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** What each answer of a server means, asked through a client that would retry if it were let. */
@Timeout(60)
class AnswersTest {

    private static final String KEY = "a/key";

    private final WireServer server = new WireServer();
    private final S3Client client = Clients.of(server.endpoint())
            .overrideConfiguration(config -> config.retryStrategy(AwsRetryStrategy.standardRetryStrategy()))
            .build();
    private final ConditionalObjects objects =
            new S3Objects(client, Clients.options(server.endpoint()).build(), true);

    @AfterEach
    void stop() {
        objects.close();
        server.close();
    }

    private static Attempt attempt() {
        return Attempt.within(Duration.ofSeconds(20));
    }

    private String stored() {
        Put put = objects.put(KEY, null, "old", attempt());
        assertThat(put).isInstanceOf(Put.Stored.class);
        return ((Put.Stored) put).mark();
    }

    private long requests(String method) {
        return server.requests().stream()
                .filter(request -> request.startsWith(method + " "))
                .count();
    }

    @Test
    void a_failed_precondition_is_a_refusal() {
        stored();
        assertThat(objects.put(KEY, null, "new", attempt())).isInstanceOf(Put.Refused.class);
        assertThat(objects.put(KEY, "\"another\"", "new", attempt())).isInstanceOf(Put.Refused.class);
        assertThat(objects.delete(KEY, "\"another\"", attempt())).isInstanceOf(Deleted.Refused.class);
        assertThat(server.text(KEY)).isEqualTo("old");
    }

    @Test
    void a_412_without_a_code_is_a_refusal() {
        String etag = stored();
        server.next("PUT", Trouble.BARE_412);
        assertThat(objects.put(KEY, etag, "new", attempt())).isInstanceOf(Put.Refused.class);
    }

    @Test
    void an_object_that_is_not_there_matches_no_etag_whether_the_server_says_404_or_412() {
        assertThat(objects.put(KEY, "\"any\"", "new", attempt())).isInstanceOf(Put.Refused.class);
        assertThat(objects.delete(KEY, "\"any\"", attempt())).isInstanceOf(Deleted.Refused.class);
        server.answerMissingWith412();
        assertThat(objects.put(KEY, "\"any\"", "new", attempt())).isInstanceOf(Put.Refused.class);
        assertThat(objects.delete(KEY, "\"any\"", attempt())).isInstanceOf(Deleted.Refused.class);
    }

    @Test
    void a_404_about_the_bucket_is_unknown() {
        server.next("PUT", Trouble.NO_BUCKET, Trouble.NO_BUCKET);
        assertThat(objects.put(KEY, "\"any\"", "new", attempt())).isInstanceOf(Put.Unknown.class);
        assertThat(objects.put(KEY, null, "new", attempt())).isInstanceOf(Put.Unknown.class);
        server.next("GET", Trouble.NO_BUCKET);
        assertThat(objects.get(KEY, attempt())).isInstanceOf(Got.Unknown.class);
        server.next("DELETE", Trouble.NO_BUCKET);
        assertThat(objects.delete(KEY, "\"any\"", attempt())).isInstanceOf(Deleted.Unknown.class);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NO_ETAG", "BARE_412", "REFUSED_UNDER_200", "BLACK_HOLE", "SILENCE", "DUPLICATE"})
    void a_write_in_trouble_is_unknown_and_sent_once(Trouble trouble) {
        String etag = stored();
        server.next("PUT", trouble);
        assertThat(objects.put(KEY, etag, "new", attempt())).isInstanceOf(Put.Unknown.class);
        assertThat(requests("PUT")).as("requests, the first of them went well").isEqualTo(2);
        boolean done = List.of(Trouble.LOST_REPLY, Trouble.INTERNAL_ERROR_AFTER).contains(trouble);
        assertThat(server.text(KEY)).isEqualTo(done ? "new" : "old");
    }

    @Test
    void a_write_that_lands_late_was_unknown() {
        String etag = stored();
        server.next("PUT", Trouble.LATE);
        assertThat(objects.put(KEY, etag, "new", attempt())).isInstanceOf(Put.Unknown.class);
        assertThat(server.text(KEY)).isEqualTo("old");
        server.landLate();
        assertThat(server.text(KEY)).isEqualTo("new");
    }

    @Test
    void a_write_that_the_network_repeats_looks_like_a_refusal_although_it_landed() {
        String etag = stored();
        server.next("PUT", Trouble.DUPLICATE);
        assertThat(objects.put(KEY, etag, "new", attempt())).isInstanceOf(Put.Refused.class);
        assertThat(server.text(KEY)).isEqualTo("new");
    }

    @Test
    void an_error_under_200_is_judged_by_its_code() {
        String etag = stored();
        server.next("PUT", Trouble.REFUSED_UNDER_200);
        assertThat(objects.put(KEY, etag, "new", attempt())).isInstanceOf(Put.Refused.class);
        server.next("DELETE", Trouble.ERROR_UNDER_200);
        assertThat(objects.delete(KEY, etag, attempt())).isInstanceOf(Deleted.Unknown.class);
        assertThat(server.text(KEY)).isEqualTo("old");
    }

    @Test
    void an_answer_without_an_etag_is_unknown() {
        String etag = stored();
        server.next("PUT", Trouble.NO_ETAG);
        assertThat(objects.put(KEY, etag, "new", attempt())).isInstanceOf(Put.Unknown.class);
        server.next("GET", Trouble.NO_ETAG);
        assertThat(objects.get(KEY, attempt())).isInstanceOf(Got.Unknown.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERNAL_ERROR", "SLOW_DOWN", "FORBIDDEN", "CONFLICT"})
    void reads_and_listings_in_trouble_are_unknown(Trouble trouble) {
        stored();
        server.next("GET", trouble, trouble);
        assertThat(objects.get(KEY, attempt())).isInstanceOf(Got.Unknown.class);
        assertThat(objects.list("a/", null, attempt())).isInstanceOf(Listed.Unknown.class);
        assertThat(requests("GET")).isEqualTo(2);
    }

    @Test
    void a_deletion_whose_reply_is_lost_was_a_success_or_is_unknown() {
        String etag = stored();
        server.next("DELETE", Trouble.LOST_REPLY);
        Deleted deleted = objects.delete(KEY, etag, attempt());
        // A request without a body may be repeated by the JDK itself when a connection breaks that was used before.
        assertThat(deleted).isNotInstanceOf(Deleted.Done.class);
        assertThat(server.text(KEY)).isNull();
    }

    @Test
    void the_clients_own_retries_stay_as_they_are_for_everybody_else() {
        stored();
        server.next("GET", Trouble.INTERNAL_ERROR);
        assertThat(client.getObjectAsBytes(get -> get.bucket(WireServer.BUCKET).key(KEY))
                        .asUtf8String())
                .isEqualTo("old");
        assertThat(requests("GET")).isEqualTo(2);
    }
}
