// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.election4j.redis.Namespace.LEASE;
import static org.election4j.redis.Namespace.applied;
import static org.election4j.redis.Namespace.attempt;
import static org.election4j.redis.Namespace.find;
import static org.election4j.redis.Namespace.rejected;
import static org.election4j.redis.Namespace.renewed;
import static org.election4j.redis.Namespace.unknown;

import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What operators and Redis itself do to a server that others elect on. Each test has a server of its own. */
@Tag("own-server")
@Timeout(60)
class TrapsTest {

    private static final String ELECTION = "nightly-billing";

    private final RedisProcess server = RedisProcess.start();
    private final Namespace namespace = Namespace.on(server.url());
    private final RedisLeaseStore store = RedisLeaseStore.connect(server.url(), namespace.options);
    private final SessionRecord session = namespace.session();

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    @Test
    void a_server_that_forgot_its_scripts_is_told_again() {
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        server.ask("SCRIPT", "FLUSH");
        SessionRecord next = renewed(session);
        applied(store.compareAndSet(namespace.change(version, next), attempt()));
        server.ask("SCRIPT", "FLUSH");
        assertThat(find(store, session.key()).version().nonce()).isEqualTo(next.nonce());
        server.ask("SCRIPT", "FLUSH");
        assertThat(store.list(RecordKind.SESSION, attempt())).isInstanceOf(ListOutcome.Listed.class);
    }

    @Test
    void connections_that_were_killed_cost_one_unknown_outcome() {
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        server.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        unknown(store.compareAndSet(namespace.change(version, renewed(session)), attempt()));
        applied(store.compareAndSet(namespace.change(version, renewed(session)), attempt()));
    }

    @Test
    void a_deleted_session_is_absent_and_its_heartbeat_rejected() {
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        server.ask("DEL", namespace.keys.session(session.incarnation()));
        rejected(store.compareAndSet(namespace.change(version, renewed(session)), attempt()));
        assertThat(store.read(session.key(), attempt())).isInstanceOf(ReadOutcome.Absent.class);
    }

    @Test
    void a_deleted_election_is_absent_and_not_replaced() {
        Version version = namespace.lead(store, ELECTION, 7, session);
        server.ask("DEL", namespace.keys.election(ELECTION));
        rejected(store.compareAndSet(
                namespace.change(version, namespace.held(ELECTION, 8, session.incarnation())), attempt()));
        assertThat(store.read(new RecordKey.Election(ELECTION), attempt())).isInstanceOf(ReadOutcome.Absent.class);
    }

    @Test
    void without_the_store_record_nothing_is_elected_and_nobody_revoked() {
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        server.ask("DEL", namespace.keys.store());
        rejected(store.compareAndSet(
                namespace.change(null, namespace.held(ELECTION, 1, session.incarnation())), attempt()));
        rejected(store.compareAndSet(namespace.change(version, session.ended(UUID.randomUUID())), attempt()));
        Guard heartbeat = Guard.epoch(namespace.guard.epoch());
        applied(store.compareAndSet(new CompareAndSet(version, renewed(session), heartbeat), attempt()));
    }

    @Test
    void a_deleted_presence_fulfils_a_condition_and_comes_back_with_the_heartbeat() {
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        server.ask("DEL", namespace.keys.presence(session.incarnation()));
        assertThat(find(store, session.key()).remaining()).isEqualTo(Duration.ZERO);
        applied(store.compareAndSet(namespace.change(version, renewed(session)), attempt()));
        assertThat(find(store, session.key()).remaining()).isPositive();
    }

    @Test
    void a_deleted_index_heals_with_the_next_heartbeat() {
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        server.ask("DEL", namespace.keys.sessions());
        applied(store.compareAndSet(namespace.change(version, renewed(session)), attempt()));
        ListOutcome.Listed listed = (ListOutcome.Listed) store.list(RecordKind.SESSION, attempt());
        assertThat(listed.records()).hasSize(1);
    }

    @Test
    void a_record_that_somebody_else_wrote_is_unknown_and_hides_no_other() {
        applied(store.compareAndSet(namespace.change(null, session), attempt()));
        server.ask("HSET", namespace.keys.election("theirs"), "owner", "me");
        var outcomes = store.readAll(java.util.List.of(new RecordKey.Election("theirs"), session.key()), attempt());
        assertThat(unknown(outcomes.get(0))).hasMessageContaining("no record of this library");
        assertThat(outcomes.get(1)).isInstanceOf(ReadOutcome.Found.class);
    }

    /** A wall clock that jumps forward expires keys at once. It is the same as if their expiry had been set to now. */
    @Test
    void a_clock_that_jumps_forward_revokes_nobody_by_itself() {
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        server.ask("PEXPIRE", namespace.keys.presence(session.incarnation()), "1");
        Awaitility.await().until(() -> find(store, session.key()).remaining().isZero());
        assertThat(find(store, session.key()).version()).isEqualTo(version);
        applied(store.compareAndSet(namespace.change(version, renewed(session)), attempt()));
    }

    /** A wall clock that was set back keeps keys for longer: the condition fails, and the engine drops it after 2 D. */
    @Test
    void a_clock_that_was_set_back_delays_a_revoke_until_the_condition_is_dropped() {
        SessionRecord brief = namespace.session(Duration.ofMillis(100));
        Version version = applied(store.compareAndSet(namespace.change(null, brief), attempt()));
        server.ask("PEXPIRE", namespace.keys.presence(brief.incarnation()), "3600000");
        SessionRecord ended = brief.ended(UUID.randomUUID());
        rejected(store.compareAndSet(new CompareAndSet(version, ended, namespace.guard, true), attempt()));
        applied(store.compareAndSet(new CompareAndSet(version, ended, namespace.guard, false), attempt()));
    }

    @Test
    void where_keys_may_be_evicted_a_presence_that_is_gone_says_nothing() {
        applied(store.compareAndSet(namespace.change(null, session), attempt()));
        server.ask("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
        server.ask("DEL", namespace.keys.presence(session.incarnation()));
        assertThat(find(store, session.key()).remaining()).isNull();
    }

    @Test
    void records_survive_an_eviction_of_everything_that_expires() {
        namespace.lead(store, ELECTION, 7, session);
        server.ask("CONFIG", "SET", "maxmemory-policy", "volatile-ttl");
        evictAllThatExpires();
        assertThat(find(store, session.key()).record()).isEqualTo(session);
        assertThat(((ElectionRecord)
                                find(store, new RecordKey.Election(ELECTION)).record())
                        .term())
                .isEqualTo(7);
        StoreRecord record = (StoreRecord) find(store, RecordKey.STORE).record();
        assertThat(record.settlement()).isEqualTo(namespace.guard.settlement());
    }

    /** A server that may use one byte evicts what it can and is full nevertheless. */
    private void evictAllThatExpires() {
        server.ask("CONFIG", "SET", "maxmemory", "1");
        assertThatThrownBy(() -> server.ask("SET", "theirs", "x", "PX", "3600000"))
                .hasMessageContaining("OOM");
        assertThat(server.ask("EXISTS", namespace.keys.presence(session.incarnation())))
                .isEqualTo(0L);
    }

    @Test
    void a_full_server_still_takes_heartbeats() {
        Version version = fill();
        applied(store.compareAndSet(namespace.change(version, renewed(session)), attempt()));
    }

    private Version fill() {
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        server.ask("CONFIG", "SET", "maxmemory-policy", "noeviction");
        server.ask("CONFIG", "SET", "maxmemory", "1");
        return version;
    }

    @Test
    void a_server_that_restarts_empty_is_another_epoch() {
        applied(store.compareAndSet(namespace.change(null, session), attempt()));
        server.kill();
        server.begin();
        Awaitility.await()
                .until(() -> store.read(RecordKey.STORE, attempt()) instanceof ReadOutcome.Absent absent
                        && !absent.stamp().epoch().equals(namespace.guard.epoch()));
        rejected(store.compareAndSet(namespace.change(null, session), attempt()));
    }

    @Test
    void a_server_that_was_stopped_and_goes_on_is_an_outage_and_no_more() {
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        server.signal("STOP");
        SessionRecord next = renewed(session);
        long start = System.nanoTime();
        unknown(store.compareAndSet(namespace.change(version, next), attempt(300)));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LEASE);
        server.signal("CONT");
        // The request was in the socket, and the server carries it out when it wakes up: unknown meant just that.
        Awaitility.await().until(() -> find(store, session.key()).version().equals(Version.of(next.nonce())));
        applied(store.compareAndSet(namespace.change(Version.of(next.nonce()), renewed(next)), attempt()));
    }

    @Test
    void the_first_replica_changes_the_epoch() {
        String before = find(store, RecordKey.STORE).record() instanceof StoreRecord record ? record.epoch() : "";
        try (RedisProcess replica = RedisProcess.replicaOf(server)) {
            assertThat(replica.info("replication")).contains("role:slave");
            ReadOutcome.Found found = (ReadOutcome.Found) store.read(RecordKey.STORE, attempt());
            assertThat(found.stamp().epoch()).isNotEqualTo(before);
        }
    }
}
