// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.election4j.s3.WireServer.Trouble;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.services.s3.S3Client;

/** A server that does not answer holds no call much longer than its attempt. */
@Timeout(120)
class OutageTest {

    private static final Duration LIMIT = Duration.ofMillis(1_400);

    /** Far below the 30 s that the HTTP client waits by default, far above what a busy machine adds. */
    private static final Duration GENEROUS = Duration.ofSeconds(12);

    private final WireServer server = new WireServer();
    private final S3LeaseStore store = Clients.store(server);

    @AfterEach
    void stop() {
        server.close();
    }

    private static SessionRecord session() {
        return new SessionRecord(
                UUID.randomUUID(),
                "a",
                Duration.ofSeconds(10),
                SessionRecord.State.LIVE,
                null,
                List.of(),
                0,
                0,
                Map.of(),
                "",
                UUID.randomUUID());
    }

    private static CompareAndSet create() {
        return new CompareAndSet(null, session(), Guard.epoch(""));
    }

    private static <T> T inTime(Supplier<T> call) {
        long start = System.nanoTime();
        T outcome = call.get();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(GENEROUS);
        return outcome;
    }

    private void assertUnknown(Duration limit) {
        assertThat(inTime(() -> store.read(RecordKey.STORE, Attempt.within(limit))))
                .isInstanceOf(ReadOutcome.Unknown.class);
    }

    private static void assertAllUnknown(LeaseStore store) {
        assertThat(inTime(() -> store.read(RecordKey.STORE, Attempt.within(LIMIT))))
                .isInstanceOf(ReadOutcome.Unknown.class);
        assertThat(inTime(() -> store.readAll(
                        List.of(RecordKey.STORE, new RecordKey.Election("a"), new RecordKey.Election("b")),
                        Attempt.within(LIMIT))))
                .hasOnlyElementsOfType(ReadOutcome.Unknown.class);
        assertThat(inTime(() -> store.list(RecordKind.SESSION, Attempt.within(LIMIT))))
                .isInstanceOf(ListOutcome.Unknown.class);
        assertThat(inTime(() -> store.compareAndSet(create(), Attempt.within(LIMIT))))
                .isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(inTime(() -> store.compareAndSetAll(List.of(create(), create()), Attempt.within(LIMIT))))
                .hasOnlyElementsOfType(WriteOutcome.Unknown.class);
    }

    private static void awaitDeaf(CountDownLatch over) {
        long start = System.nanoTime();
        while (over.getCount() > 0 && System.nanoTime() - start < 2 * GENEROUS.toNanos()) {
            try {
                over.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // Deaf, as a socket is.
            }
        }
    }

    @Test
    void a_black_hole_holds_no_call_much_longer_than_its_attempt() {
        store.read(RecordKey.STORE, Attempt.within(GENEROUS));
        server.blackHole();
        assertAllUnknown(store);
    }

    /** A client whose time is over while it prepares a request may send it all the same, and wait for half a minute. */
    @Test
    void an_attempt_with_next_to_no_time_left_holds_no_call_either() {
        store.read(RecordKey.STORE, Attempt.within(GENEROUS));
        server.blackHole();
        for (int micros = 20; micros < 6_000; micros += 20) {
            assertUnknown(Duration.ofNanos(1_000L * micros));
        }
        // The least that is sent, and a little more.
        for (int millis = 20; millis < 60; millis++) {
            assertUnknown(Duration.ofMillis(millis));
        }
    }

    @Test
    void nor_does_it_on_a_client_of_the_stores_own() {
        S3Options options =
                Clients.options(server.endpoint()).region("eu-central-1").build();
        S3Client client = DedicatedClient.of(options)
                .credentialsProvider(Clients.CREDENTIALS)
                .build();
        try (S3LeaseStore own = new S3LeaseStore(new S3Objects(client, options, true), options)) {
            assertThat(own.read(RecordKey.STORE, Attempt.within(GENEROUS))).isInstanceOf(ReadOutcome.Absent.class);
            own.probe(Attempt.within(GENEROUS));
            server.blackHole();
            assertAllUnknown(own);
        }
    }

    @Test
    void a_server_that_accepts_no_connection_holds_no_call_either() throws IOException {
        // Its queue is full and nobody takes anything out of it: further connections are never established.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket one = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket two = new Socket(full.getInetAddress(), full.getLocalPort())) {
            assertThat(one.isConnected() && two.isConnected()).isTrue();
            URI endpoint = URI.create("http://127.0.0.1:" + full.getLocalPort());
            try (S3Client client = Clients.of(endpoint).build()) {
                assertAllUnknown(
                        new S3LeaseStore(client, Clients.options(endpoint).build()));
            }
        }
    }

    @Test
    void a_swallowed_answer_is_unknown_and_the_write_is_there() {
        CompareAndSet write = create();
        server.next("PUT", Trouble.SILENCE);
        assertThat(inTime(() -> store.compareAndSet(write, Attempt.within(LIMIT))))
                .isInstanceOf(WriteOutcome.Unknown.class);
        ReadOutcome outcome = store.read(write.next().key(), Attempt.within(GENEROUS));
        StoredRecord found = ((ReadOutcome.Found) outcome).stored();
        assertThat(found.record()).isEqualTo(write.next());
        WriteOutcome next = store.compareAndSet(
                new CompareAndSet(
                        found.version(), ((SessionRecord) write.next()).ended(UUID.randomUUID()), Guard.epoch("")),
                Attempt.within(GENEROUS));
        assertThat(next).isInstanceOf(WriteOutcome.Applied.class);
    }

    @Test
    void the_time_of_a_batch_that_is_used_up_leaves_the_rest_unsent() {
        server.next("PUT", Trouble.SILENCE);
        List<WriteOutcome> outcomes =
                inTime(() -> store.compareAndSetAll(List.of(create(), create(), create()), Attempt.within(LIMIT)));
        assertThat(outcomes).hasOnlyElementsOfType(WriteOutcome.Unknown.class);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void waiting_for_credentials_ends_with_the_attempt_too() {
        S3Client slow = Clients.of(server.endpoint())
                .credentialsProvider(() -> {
                    try {
                        TimeUnit.SECONDS.sleep(20);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException("interrupted while waiting for credentials", e);
                    }
                    return AwsBasicCredentials.create(Clients.ACCESS_KEY, Clients.SECRET_KEY);
                })
                .build();
        LeaseStore waiting =
                new S3LeaseStore(slow, Clients.options(server.endpoint()).build());
        assertThat(inTime(() -> waiting.read(RecordKey.STORE, Attempt.within(LIMIT))))
                .isInstanceOf(ReadOutcome.Unknown.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    /** What a request does that was still being made ready when its client's timer went off. */
    @Test
    void a_client_that_misses_its_own_timer_holds_no_call() {
        CountDownLatch over = new CountDownLatch(1);
        S3Client deaf = Clients.of(server.endpoint())
                .credentialsProvider(() -> {
                    awaitDeaf(over);
                    return AwsBasicCredentials.create(Clients.ACCESS_KEY, Clients.SECRET_KEY);
                })
                .build();
        try (S3LeaseStore held =
                new S3LeaseStore(deaf, Clients.options(server.endpoint()).build())) {
            assertAllUnknown(held);
        } finally {
            over.countDown();
        }
    }

    @Test
    void interrupting_the_caller_ends_the_wait_and_keeps_the_interrupt() {
        store.read(RecordKey.STORE, Attempt.within(GENEROUS));
        server.blackHole();
        Thread.currentThread().interrupt();
        assertThat(inTime(() -> store.read(RecordKey.STORE, Attempt.within(GENEROUS.multipliedBy(2)))))
                .isInstanceOf(ReadOutcome.Unknown.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void after_closing_nothing_is_sent() {
        store.close();
        assertThat(store.read(RecordKey.STORE, Attempt.within(GENEROUS))).isInstanceOf(ReadOutcome.Unknown.class);
        assertThat(server.requests()).isEmpty();
    }
}
