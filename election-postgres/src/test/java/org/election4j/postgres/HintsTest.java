// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.postgres.Namespace.applied;
import static org.election4j.postgres.Namespace.attempt;
import static org.election4j.postgres.Namespace.renewed;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.election4j.testkit.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

@Timeout(60)
@Tag("direct-session")
class HintsTest {

    private final Namespace namespace = Namespace.fresh();
    private final LeaseStore store = namespace.store();
    private final Recorder recorder = new Recorder();

    @AfterEach
    void close() {
        store.close();
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
    void a_rejected_write_is_no_hint() {
        watch();
        store.compareAndSet(
                namespace.change(Version.of(UUID.randomUUID()), namespace.held("a", 1, UUID.randomUUID())), attempt());
        applied(store.compareAndSet(namespace.change(null, namespace.held("b", 1, UUID.randomUUID())), attempt()));
        await("changed b");
        assertThat(recorder.seen).doesNotContain("changed a");
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
    void other_namespaces_are_not_heard() {
        watch();
        Namespace other = Namespace.fresh();
        try (LeaseStore theirs = other.store()) {
            applied(theirs.compareAndSet(other.change(null, other.held("theirs", 1, UUID.randomUUID())), attempt()));
        }
        applied(store.compareAndSet(namespace.change(null, namespace.held("ours", 1, UUID.randomUUID())), attempt()));
        await("changed ours");
        assertThat(recorder.seen).doesNotContain("changed theirs");
    }

    @Test
    void a_forged_hint_that_names_nothing_is_ignored() {
        watch();
        namespace.execute("SELECT pg_notify(" + namespace.tables.in(StoreSql.CHANNEL) + ", e'no\\nname')");
        namespace.execute("SELECT pg_notify(" + namespace.tables.in(StoreSql.CHANNEL) + ", 'forged')");
        await("changed forged");
        assertThat(recorder.seen).containsExactly("flowing true", "missed", "changed forged");
    }

    @Test
    void hints_come_back_after_their_connection_was_lost() {
        watch();
        recorder.seen.clear();
        namespace.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity" + " WHERE query = 'LISTEN ' || "
                + namespace.tables.in(StoreSql.CHANNEL));
        await("flowing false");
        await("flowing true");
        await("missed");
        applied(store.compareAndSet(namespace.change(null, namespace.held("a", 1, UUID.randomUUID())), attempt()));
        await("changed a");
    }

    @Test
    void a_host_that_falls_silent_is_noticed_after_a_lease() throws Exception {
        try (TcpProxy proxy = new TcpProxy(TestServer.port())) {
            PostgresOptions silent = PostgresOptions.builder()
                    .tablePrefix(namespace.options.tablePrefix())
                    .lease(Duration.ofSeconds(1))
                    .hintDataSource(TestServer.dataSource(TestServer.url(proxy.port())))
                    .build();
            try (LeaseStore theirs = new PostgresLeaseStore(namespace.dataSource, silent);
                    LeaseStore.Watch ignored = theirs.watch(recorder)) {
                await("flowing true");
                proxy.blackHole();
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> recorder.seen.contains("flowing false"));
                proxy.heal();
            }
        }
    }

    @Test
    void nothing_is_delivered_after_the_end_which_comes_at_once() {
        LeaseStore.Watch watch = watch();
        long start = System.nanoTime();
        watch.close();
        watch.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        recorder.seen.clear();
        applied(store.compareAndSet(namespace.change(null, namespace.held("a", 1, UUID.randomUUID())), attempt()));
        Awaitility.await()
                .until(() -> namespace
                        .ask("SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN ' || "
                                + namespace.tables.in(StoreSql.CHANNEL))
                        .equals("0"));
        assertThat(recorder.seen).isEmpty();
    }

    @Test
    void closing_the_store_ends_its_watches() {
        watch();
        store.close();
        Thread hints = recorder.thread;
        assertThat(hints.getName()).isEqualTo("election4j-postgres-hints");
        Awaitility.await().until(() -> !hints.isAlive());
    }

    @Test
    void a_watch_may_be_closed_from_a_hint() {
        List<LeaseStore.Watch> watches = new ArrayList<>();
        Recorder closing = new Recorder() {
            @Override
            public void changed(String electionName) {
                super.changed(electionName);
                watches.get(0).close();
            }
        };
        watches.add(store.watch(closing));
        Awaitility.await().until(() -> closing.seen.contains("missed"));
        applied(store.compareAndSet(namespace.change(null, namespace.held("a", 1, UUID.randomUUID())), attempt()));
        Awaitility.await().until(() -> closing.seen.contains("changed a"));
    }

    @Test
    void behind_a_pooler_in_transaction_mode_candidates_are_told_to_poll() {
        PostgresOptions behindPooler = PostgresOptions.builder()
                .tablePrefix(namespace.options.tablePrefix())
                .hintDataSource(new TransactionPooler())
                .build();
        try (LeaseStore pooled = new PostgresLeaseStore(TestServer.dataSource(), behindPooler)) {
            pooled.watch(recorder);
            await("flowing false");
            assertThat(recorder.seen).doesNotContain("flowing true");
        }
    }

    @Test
    void without_hints_nobody_is_notified_and_nobody_listens() {
        PostgresOptions silent = PostgresOptions.builder()
                .tablePrefix(namespace.options.tablePrefix())
                .hints(false)
                .build();
        watch();
        try (LeaseStore quiet = new PostgresLeaseStore(TestServer.dataSource(), silent)) {
            Recorder unheard = new Recorder();
            quiet.watch(unheard);
            applied(quiet.compareAndSet(namespace.change(null, namespace.held("a", 1, UUID.randomUUID())), attempt()));
            applied(store.compareAndSet(namespace.change(null, namespace.held("b", 1, UUID.randomUUID())), attempt()));
            await("changed b");
            assertThat(recorder.seen).doesNotContain("changed a");
            assertThat(unheard.seen).isEmpty();
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

    private static class Recorder implements HintListener {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        /** The thread that hints come on. */
        volatile Thread thread;

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
            thread = Thread.currentThread();
            seen.add("flowing " + flowing);
        }
    }

    /** Runs every statement on another server connection than the one that is waited on. */
    private static final class TransactionPooler extends PGSimpleDataSource {

        private static final long serialVersionUID = 1L;

        TransactionPooler() {
            setURL(TestServer.url());
            setUser(TestServer.USER);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection statements = super.getConnection();
            Connection waits = super.getConnection();
            return (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("unwrap")) {
                            return waits.unwrap(PGConnection.class);
                        }
                        if (method.getName().equals("close")) {
                            waits.close();
                        }
                        try {
                            return method.invoke(statements, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }
}
