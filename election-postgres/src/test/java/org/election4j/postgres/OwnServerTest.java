// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.postgres.Namespace.applied;
import static org.election4j.postgres.Namespace.attempt;
import static org.election4j.postgres.Namespace.find;
import static org.election4j.postgres.Namespace.renewed;
import static org.election4j.postgres.Namespace.unknown;

import java.nio.file.Path;
import java.sql.SQLWarning;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.UnsafeStoreException;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Servers that are stopped, promoted, misconfigured or listened in on. */
@Timeout(120)
@Tag("own-server")
class OwnServerTest {

    @TempDir
    private Path directory;

    @Test
    void an_acknowledged_session_survives_a_restart_under_the_same_epoch() {
        try (OwnServer server = OwnServer.in(directory, Map.of())) {
            Namespace namespace = Namespace.on(server.dataSource());
            try (LeaseStore store = PostgresLeaseStore.connect(
                    TestServer.url(server.port()), TestServer.USER, TestServer.PASSWORD, namespace.options)) {
                SessionRecord session = namespace.session();
                Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
                server.stop();
                assertThat(store.read(session.key(), attempt(1_000))).isInstanceOf(ReadOutcome.Unknown.class);
                server.start();
                Awaitility.await().until(() -> store.read(session.key(), attempt(1_000)) instanceof ReadOutcome.Found);
                assertThat(find(store, session.key()).version()).isEqualTo(version);
                applied(store.compareAndSet(namespace.change(version, renewed(session)), attempt()));
            }
        }
    }

    @Test
    void a_standby_is_refused_and_its_promotion_begins_an_epoch() throws Exception {
        try (OwnServer primary = OwnServer.in(directory.resolve("primary"), Map.of())) {
            Namespace namespace = Namespace.on(primary.dataSource());
            SessionRecord session = namespace.session();
            Version version;
            try (LeaseStore store = namespace.store()) {
                version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
            }
            primary.stop();
            try (OwnServer standby = primary.standby(directory.resolve("standby"));
                    LeaseStore store = new PostgresLeaseStore(standby.dataSource(), namespace.options)) {
                assertGivesNoAnswer(store, namespace, session);
                TestServer.execute(standby.dataSource(), "SELECT pg_promote()");
                store.probe(attempt());
                assertNewEpoch(store, namespace, session, version);
            }
        }
    }

    private static void assertGivesNoAnswer(LeaseStore store, Namespace namespace, SessionRecord session) {
        assertThatThrownBy(() -> store.probe(attempt()))
                .isInstanceOf(UnsafeStoreException.class)
                .hasMessageContaining("standby");
        assertThat(store.read(session.key(), attempt())).isInstanceOf(ReadOutcome.Unknown.class);
        unknown(store.compareAndSet(namespace.change(null, namespace.session()), attempt()));
    }

    /** What was prepared before the promotion must not land after it, whether or not it needs the settlement. */
    private static void assertNewEpoch(LeaseStore store, Namespace namespace, SessionRecord session, Version version) {
        Guard old = Guard.epoch(namespace.guard.epoch());
        for (Guard guard : List.of(old, namespace.guard)) {
            WriteOutcome late = store.compareAndSet(new CompareAndSet(version, renewed(session), guard), attempt());
            assertThat(late).isInstanceOf(WriteOutcome.Rejected.class);
            assertThat(((WriteOutcome.Rejected) late).stamp().epoch()).isEqualTo("00000002");
        }
        Guard unsettled = new Guard("00000002", namespace.guard.settlement());
        assertThat(store.compareAndSet(new CompareAndSet(version, renewed(session), unsettled), attempt()))
                .isInstanceOf(WriteOutcome.Rejected.class);
        StoreRecord record = (StoreRecord) find(store, RecordKey.STORE).record();
        assertThat(record.epoch()).isEqualTo("00000001");
        applied(store.compareAndSet(new CompareAndSet(version, renewed(session), Guard.epoch("00000002")), attempt()));
    }

    @Test
    void a_write_that_waits_for_a_missing_standby_is_unknown_and_not_visible() {
        try (OwnServer server = OwnServer.in(directory, Map.of())) {
            Namespace namespace = Namespace.on(server.dataSource());
            try (LeaseStore store = namespace.store()) {
                SessionRecord session = namespace.session();
                Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
                requireStandby(server, "missing");
                SessionRecord next = renewed(session);
                unknown(store.compareAndSet(namespace.change(version, next), attempt(700)));
                assertThat(find(store, session.key()).version()).isEqualTo(version);
                unknown(store.compareAndSet(namespace.change(version, renewed(session)), attempt(700)));
                requireStandby(server, "");
                Awaitility.await()
                        .until(() -> find(store, session.key()).version().equals(Version.of(next.nonce())));
            }
        }
    }

    /** The server then answers that all is well, with a warning. */
    @Test
    void a_cancelled_wait_for_a_standby_is_unknown() {
        try (OwnServer server = OwnServer.in(directory, Map.of())) {
            Namespace namespace = Namespace.on(server.dataSource());
            try (LeaseStore store = namespace.store()) {
                requireStandby(server, "missing");
                SessionRecord session = namespace.session();
                CompletableFuture<WriteOutcome> write =
                        supplyAsync(() -> store.compareAndSet(namespace.change(null, session), attempt()));
                Awaitility.await()
                        .until(() -> namespace
                                .ask("SELECT count(pg_cancel_backend(pid)) > 0 FROM pg_stat_activity"
                                        + " WHERE wait_event = 'SyncRep'")
                                .equals("t"));
                assertThat(unknown(write.join()))
                        .hasCauseInstanceOf(SQLWarning.class)
                        .hasMessageContaining("canceling wait for synchronous replication");
                requireStandby(server, "");
            }
        }
    }

    @Test
    void a_server_that_can_lose_commits_is_refused_unless_a_test_allows_it() {
        try (OwnServer server = OwnServer.in(directory, Map.of("fsync", "off", "full_page_writes", "off"))) {
            PGSimpleDataSource source = server.dataSource();
            Namespace namespace = Namespace.on(source);
            try (LeaseStore store = namespace.store()) {
                assertThatThrownBy(() -> store.probe(attempt()))
                        .isInstanceOf(UnsafeStoreException.class)
                        .hasMessageContaining("fsync is off")
                        .hasMessageContaining("full_page_writes is off");
            }
            PostgresOptions allowed = PostgresOptions.builder()
                    .tablePrefix(namespace.options.tablePrefix())
                    .allowFsyncOff(true)
                    .allowFullPageWritesOff(true)
                    .build();
            try (LeaseStore store = new PostgresLeaseStore(source, allowed)) {
                store.probe(attempt());
            }
        }
    }

    @Test
    void lost_races_and_ordinary_work_leave_no_error_in_the_servers_log() throws Exception {
        try (OwnServer server = OwnServer.in(directory, Map.of("log_min_messages", "warning"))) {
            Namespace namespace = Namespace.on(server.dataSource());
            try (LeaseStore store = PostgresLeaseStore.connect(
                    TestServer.url(server.port()), TestServer.USER, TestServer.PASSWORD, namespace.options)) {
                store.probe(attempt());
                SessionRecord session = namespace.session();
                Version version = namespace.lead(store, "a", 1, session);
                for (int i = 0; i < 20; i++) {
                    store.compareAndSet(namespace.change(null, session), attempt());
                    store.compareAndSet(namespace.change(Version.of(UUID.randomUUID()), session), attempt());
                    store.compareAndSetAll(
                            List.of(
                                    namespace.change(null, namespace.held("a", 2, session.incarnation())),
                                    namespace.change(null, namespace.held("b", 2, session.incarnation()))),
                            attempt());
                    assertThat(find(store, new RecordKey.Election("a")).version())
                            .isEqualTo(version);
                }
                store.list(RecordKind.SESSION, attempt());
                store.list(RecordKind.ELECTION, attempt());
            }
            server.stop();
            assertThat(server.log()).doesNotContain("ERROR").doesNotContain("WARNING");
            server.start();
        }
    }

    private static void requireStandby(OwnServer server, String name) {
        PGSimpleDataSource source = server.dataSource();
        TestServer.execute(source, "ALTER SYSTEM SET synchronous_standby_names = '" + name + "'");
        TestServer.execute(source, "SELECT pg_reload_conf()");
        Awaitility.await()
                .until(() ->
                        TestServer.ask(source, "SHOW synchronous_standby_names").equals(name));
    }
}
