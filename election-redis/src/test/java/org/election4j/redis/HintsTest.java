// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.redis.Namespace.applied;
import static org.election4j.redis.Namespace.attempt;
import static org.election4j.redis.Namespace.renewed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.DefaultJedisClientConfig;

@Timeout(60)
class HintsTest {

    private final RedisProcess server = RedisProcess.start();
    private final Namespace namespace = Namespace.on(server.url());
    private final LeaseStore store = RedisLeaseStore.connect(server.url(), namespace.options);
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    @Test
    void a_change_of_leadership_is_a_hint_and_a_heartbeat_is_none() {
        watch();
        SessionRecord session = namespace.session();
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        applied(store.compareAndSet(namespace.change(version, renewed(session)), attempt()));
        applied(store.compareAndSet(namespace.change(null, namespace.held("a", 1, session.incarnation())), attempt()));
        await("changed a");
        assertThat(recorder.seen).containsExactly("flowing true", "missed", "changed a");
    }

    @Test
    void a_few_changes_at_once_are_named_and_many_are_one_hint() {
        watch();
        recorder.seen.clear();
        store.compareAndSetAll(creations("few", 50), attempt());
        Awaitility.await().until(() -> recorder.seen.size() == 50);
        recorder.seen.clear();
        store.compareAndSetAll(creations("many", 51), attempt());
        await("missed");
        assertThat(recorder.seen).containsExactly("missed");
    }

    @Test
    void a_forged_hint_that_names_nothing_is_ignored() {
        watch();
        server.ask("PUBLISH", namespace.keys.hints(), "no\nname");
        server.ask("PUBLISH", namespace.keys.hints(), "forged");
        await("changed forged");
        assertThat(recorder.seen).containsExactly("flowing true", "missed", "changed forged");
    }

    @Test
    void hints_come_back_after_their_connection_was_lost() {
        watch();
        recorder.seen.clear();
        server.ask("CLIENT", "KILL", "TYPE", "pubsub");
        await("flowing false");
        await("flowing true");
        await("missed");
        applied(store.compareAndSet(namespace.change(null, namespace.held("a", 1, UUID.randomUUID())), attempt()));
        await("changed a");
    }

    @Test
    void nothing_is_delivered_after_the_end_which_comes_at_once() {
        LeaseStore.Watch watch = watch();
        long start = System.nanoTime();
        watch.close();
        watch.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        recorder.seen.clear();
        Awaitility.await()
                .until(() -> server.ask("PUBSUB", "NUMSUB", namespace.keys.hints())
                        .equals(List.of(namespace.keys.hints(), 0L)));
        applied(store.compareAndSet(namespace.change(null, namespace.held("a", 1, UUID.randomUUID())), attempt()));
        assertThat(recorder.seen).isEmpty();
    }

    @Test
    void a_user_who_may_not_publish_is_told_to_poll_and_writes_all_the_same() {
        server.ask("ACL", "SETUSER", "mute", "reset", "on", ">mute", "~*", "&*", "+@all", "-publish");
        String url = "redis://mute:mute@127.0.0.1:" + server.port();
        try (LeaseStore mute = RedisLeaseStore.connect(url, namespace.options)) {
            mute.watch(recorder);
            await("flowing false");
            applied(mute.compareAndSet(namespace.change(null, namespace.held("a", 1, UUID.randomUUID())), attempt()));
            assertThat(recorder.seen).doesNotContain("flowing true");
        }
    }

    /** One for the heartbeat, one for everything else, one for hints. */
    @Test
    void a_busy_store_has_three_connections() throws Exception {
        watch();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> store.compareAndSetAll(creations("t" + UUID.randomUUID(), 90), attempt()));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        // One more is the connection that asks.
        assertThat(((String) server.ask("CLIENT", "LIST")).lines()).hasSizeLessThanOrEqualTo(4);
    }

    /** Clients of Jedis 8 speak RESP3 unless told otherwise, and hints come as another kind of message then. */
    @Test
    void a_host_that_falls_silent_is_noticed_after_a_lease_by_who_writes_heartbeats() throws Exception {
        RedisOptions options = RedisOptions.builder()
                .namespace(namespace.options.namespace())
                .lease(Duration.ofSeconds(1))
                .build();
        try (TcpProxy proxy = new TcpProxy(server.port());
                LeaseStore theirs = RedisLeaseStore.connect("redis://127.0.0.1:" + proxy.port(), options);
                LeaseStore.Watch ignored = theirs.watch(recorder)) {
            await("missed");
            // A read that began before the first sign of life was asked for waits for longer.
            Awaitility.await().until(() -> {
                applied(theirs.compareAndSet(namespace.change(null, namespace.session()), attempt()));
                return Pattern.compile("cmdstat_subscribe:calls=([3-9]|\\d\\d)")
                        .matcher(server.info("commandstats"))
                        .find();
            });
            proxy.blackHole();
            Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> {
                theirs.compareAndSet(namespace.change(null, namespace.session()), attempt(200));
                return recorder.seen.contains("flowing false");
            });
            proxy.heal();
        }
    }

    @Test
    void heartbeats_disturb_no_hints() {
        watch();
        for (int i = 0; i < 20; i++) {
            applied(store.compareAndSet(namespace.change(null, namespace.session()), attempt()));
        }
        applied(store.compareAndSet(namespace.change(null, namespace.held("a", 1, UUID.randomUUID())), attempt()));
        await("changed a");
        assertThat(recorder.seen).containsExactly("flowing true", "missed", "changed a");
    }

    @Test
    void a_command_that_was_renamed_away_is_told_once_and_keeps_nobody_from_writing() {
        try (RedisProcess renamed = RedisProcess.start("--rename-command", "PUBLISH", "");
                RedisLeaseStore theirs = RedisLeaseStore.connect(renamed.url(), namespace.options)) {
            Namespace there = Namespace.through(theirs, namespace.options);
            theirs.probe(attempt());
            try (LeaseStore.Watch ignored = theirs.watch(recorder)) {
                Awaitility.await().until(() -> !theirs.advice().isEmpty());
                applied(theirs.compareAndSet(there.change(null, there.held("a", 1, UUID.randomUUID())), attempt()));
                await("flowing false");
                assertThat(theirs.advice())
                        .singleElement()
                        .asString()
                        .contains("no hints", "candidates poll", "PUBLISH");
            }
        }
    }

    @Test
    void hints_come_with_a_client_configuration_of_the_users() {
        RedisOptions configured = RedisOptions.builder()
                .namespace(namespace.options.namespace())
                .clientConfig(
                        DefaultJedisClientConfig.builder().clientName("billing").build())
                .build();
        try (LeaseStore theirs = RedisLeaseStore.connect(server.url(), configured);
                LeaseStore.Watch ignored = theirs.watch(recorder)) {
            await("missed");
            applied(theirs.compareAndSet(namespace.change(null, namespace.held("a", 1, UUID.randomUUID())), attempt()));
            await("changed a");
        }
    }

    private LeaseStore.Watch watch() {
        LeaseStore.Watch watch = store.watch(recorder);
        await("missed");
        return watch;
    }

    private void await(String hint) {
        Awaitility.await().until(() -> recorder.seen.contains(hint));
    }

    private List<CompareAndSet> creations(String prefix, int count) {
        List<CompareAndSet> creations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            creations.add(namespace.change(null, namespace.held(prefix + i, 1, UUID.randomUUID())));
        }
        return creations;
    }

    private static final class Recorder implements HintListener {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @Override
        public void changed(String electionName) {
            seen.add("changed " + electionName);
        }

        @Override
        public void missed() {
            seen.add("missed");
        }

        @Override
        public void flowing(boolean flowing) {
            seen.add("flowing " + flowing);
        }
    }
}
