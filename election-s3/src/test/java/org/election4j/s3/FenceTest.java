// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.election4j.StaleTermException;
import org.election4j.s3.S3Fence.Content;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The fence on the emulator, or on the server that was named. */
@Timeout(120)
class FenceTest {

    private static final String ELECTION = "nightly-billing";
    private static final String BUCKET = TestServer.BUCKET;
    private static final long OLD = 1_795_430_411_872L;
    private static final long NEW = OLD + 1;

    private final S3Client client = TestServer.client();
    private final S3Fence fence =
            new S3Fence(client, TestServer.freshOptions().build().unquotedEtags());
    private final String key = "fence-test/" + UUID.randomUUID() + ".txt";

    @AfterEach
    void clean_up() {
        client.deleteObject(delete -> delete.bucket(BUCKET).key(key));
        client.close();
    }

    private static Content says(String text) {
        return (current, stamp) -> (text + "\n" + stamp + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private String firstLine() {
        String content =
                client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asUtf8String();
        return content.substring(0, content.indexOf('\n'));
    }

    private GetObjectResponse stored() {
        return client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).response();
    }

    @Test
    void a_leader_writes_and_writes_again_and_so_does_the_next() {
        fence.update(ELECTION, OLD, BUCKET, key, says("one"));
        fence.update(ELECTION, OLD, BUCKET, key, says("two"));
        fence.update(ELECTION, NEW, BUCKET, key, says("three"));
        assertThat(firstLine()).isEqualTo("three");
        assertThat(stored().metadata()).containsEntry(S3Fence.TERM, Long.toString(NEW));
    }

    @Test
    void a_smaller_term_is_refused() {
        fence.update(ELECTION, NEW, BUCKET, key, says("new"));
        assertThatThrownBy(() -> fence.update(ELECTION, OLD, BUCKET, key, says("old")))
                .isInstanceOf(StaleTermException.class);
        assertThatThrownBy(() -> fence.seal(ELECTION, OLD, BUCKET, key)).isInstanceOf(StaleTermException.class);
        assertThat(firstLine()).isEqualTo("new");
    }

    @Test
    void a_leader_that_was_paused_between_look_and_write_is_refused_after_the_next_wrote() throws Exception {
        fence.update(ELECTION, OLD, BUCKET, key, says("before"));
        Paused paused = new Paused();
        FutureTask<@Nullable Void> old = inBackground(() -> fence.update(ELECTION, OLD, BUCKET, key, paused));
        paused.reached.await();
        fence.update(ELECTION, NEW, BUCKET, key, says("new"));
        paused.goOn.countDown();
        assertThatThrownBy(old::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StaleTermException.class);
        assertThat(firstLine()).isEqualTo("new");
    }

    @Test
    void a_seal_alone_refuses_a_paused_leader_although_the_content_stays_what_it_was() throws Exception {
        fence.update(ELECTION, OLD, BUCKET, key, says("before"));
        Paused paused = new Paused();
        FutureTask<@Nullable Void> old = inBackground(() -> fence.update(ELECTION, OLD, BUCKET, key, paused));
        paused.reached.await();
        assertThat(fence.seal(ELECTION, NEW, BUCKET, key)).isTrue();
        paused.goOn.countDown();
        assertThatThrownBy(old::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StaleTermException.class);
        assertThat(firstLine()).isEqualTo("before");
    }

    @Test
    void a_leader_that_was_paused_before_it_created_an_object_does_not_overwrite_the_next_ones() throws Exception {
        Paused paused = new Paused();
        FutureTask<@Nullable Void> old = inBackground(() -> fence.update(ELECTION, OLD, BUCKET, key, paused));
        paused.reached.await();
        fence.update(ELECTION, NEW, BUCKET, key, says("new"));
        paused.goOn.countDown();
        assertThatThrownBy(old::get).hasCauseInstanceOf(StaleTermException.class);
        assertThat(firstLine()).isEqualTo("new");
    }

    @Test
    void content_without_the_stamp_is_refused_because_equal_bytes_have_equal_etags() {
        assertThatThrownBy(() -> fence.update(
                        ELECTION, OLD, BUCKET, key, (current, stamp) -> "plain".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not contain the stamp");
    }

    /** Why the fence insists on the stamp. If this fails, the server has better etags, and the stamp does no harm. */
    @Test
    void without_a_stamp_an_etag_would_not_tell_terms_apart() {
        String first = put("same bytes", Map.of(S3Fence.TERM, Long.toString(OLD)));
        String second = put("same bytes", Map.of(S3Fence.TERM, Long.toString(NEW)));
        assertThat(second).isEqualTo(first);
    }

    private String put(String text, Map<String, String> metadata) {
        return client.putObject(put -> put.bucket(BUCKET).key(key).metadata(metadata), RequestBody.fromString(text))
                .eTag();
    }

    @Test
    void a_seal_keeps_bytes_type_and_metadata() {
        byte[] odd = {0, (byte) 0xff, (byte) 0x80, '\r', '\n', (byte) 0xc3};
        fence.update(ELECTION, OLD, BUCKET, key, (current, stamp) -> {
            byte[] end = stamp.getBytes(StandardCharsets.US_ASCII);
            byte[] all = new byte[odd.length + end.length];
            System.arraycopy(odd, 0, all, 0, odd.length);
            System.arraycopy(end, 0, all, odd.length, end.length);
            return all;
        });
        byte[] before =
                client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asByteArray();
        assertThat(fence.seal(ELECTION, NEW, BUCKET, key)).isTrue();
        byte[] after =
                client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asByteArray();
        assertThat(after).hasSameSizeAs(before).startsWith(odd).isNotEqualTo(before);
    }

    @Test
    void what_is_not_there_or_was_never_fenced_cannot_be_sealed() {
        assertThat(fence.seal(ELECTION, OLD, BUCKET, key)).isFalse();
        put("not ours", Map.of());
        assertThatThrownBy(() -> fence.seal(ELECTION, OLD, BUCKET, key))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("write it with update once");
    }

    @Test
    void an_object_that_was_never_fenced_is_taken_over_by_an_update() {
        put("not ours", Map.of("owner", "somebody"));
        fence.update(ELECTION, OLD, BUCKET, key, says("ours"));
        assertThat(firstLine()).isEqualTo("ours");
        assertThat(stored().metadata()).containsEntry("owner", "somebody");
    }

    private static FutureTask<@Nullable Void> inBackground(Runnable work) {
        FutureTask<@Nullable Void> task = new FutureTask<>(work, null);
        Thread thread = new Thread(task, "old leader");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    /** A leader that has read the object and then stands still. */
    private static final class Paused implements Content {

        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);

        @Override
        public byte[] next(byte @Nullable [] current, String stamp) {
            reached.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            return ("old\n" + stamp + "\n").getBytes(StandardCharsets.UTF_8);
        }
    }
}
