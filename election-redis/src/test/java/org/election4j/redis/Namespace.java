// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClient;

/** A namespace that was declared never used, and the records that the tests write there. */
final class Namespace {

    static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final RedisOptions options;
    final RedisKeys keys;
    final Guard guard;

    private Namespace(RedisOptions options, RedisLeaseStore store) {
        this.options = options;
        this.keys = options.keys();
        assertThat(store.declareNeverUsed(LEASE)).isTrue();
        StoreRecord record = (StoreRecord) find(store, RecordKey.STORE).record();
        this.guard = new Guard(record.epoch(), record.settlement());
    }

    static Namespace fresh() {
        return on(TestServer.url());
    }

    static Namespace on(String url) {
        return of(url, TestServer.freshOptions().build());
    }

    static Namespace of(String url, RedisOptions options) {
        try (RedisLeaseStore store = RedisLeaseStore.connect(url, options)) {
            return new Namespace(options, store);
        }
    }

    /** One that a store of any kind declares. */
    static Namespace through(RedisLeaseStore store, RedisOptions options) {
        return new Namespace(options, store);
    }

    static void changeByHand(RedisOptions options, String election, String field, String value) {
        try (RedisClient client = TestServer.client()) {
            client.hset(options.keys().record(new RecordKey.Election(election)), field, value);
        }
    }

    static Attempt attempt() {
        return Attempt.within(PATIENCE);
    }

    static Attempt attempt(int millis) {
        return Attempt.within(Duration.ofMillis(millis));
    }

    SessionRecord session() {
        return session(LEASE);
    }

    SessionRecord session(Duration lease) {
        return new SessionRecord(
                UUID.randomUUID(),
                "billing-7f9c",
                lease,
                SessionRecord.State.LIVE,
                null,
                List.of("nightly-billing"),
                0,
                0,
                Map.of(),
                guard.epoch(),
                UUID.randomUUID());
    }

    static SessionRecord renewed(SessionRecord old) {
        return new SessionRecord(
                old.incarnation(),
                old.candidateId(),
                old.lease(),
                old.state(),
                old.address(),
                old.elections(),
                old.releases(),
                old.standbys(),
                old.attributes(),
                old.epoch(),
                UUID.randomUUID());
    }

    ElectionRecord held(String name, long term, UUID holder) {
        return election(name, term, new ElectionRecord.Held(holder, "billing-7f9c", null, LEASE));
    }

    ElectionRecord election(String name, long term, ElectionRecord.Seat seat) {
        return new ElectionRecord(name, term, seat, Instant.now(), term, guard.epoch(), UUID.randomUUID());
    }

    CompareAndSet change(@Nullable Version expected, LeaseRecord next) {
        return new CompareAndSet(expected, next, guard);
    }

    /** A candidate with a live session that holds the election. */
    Version lead(LeaseStore store, String name, long term, SessionRecord leader) {
        applied(store.compareAndSet(change(null, leader), attempt()));
        return applied(store.compareAndSet(change(null, held(name, term, leader.incarnation())), attempt()));
    }

    static Version applied(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
        return ((WriteOutcome.Applied) outcome).version();
    }

    static void rejected(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Rejected.class);
    }

    static Throwable unknown(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Unknown.class);
        return ((WriteOutcome.Unknown) outcome).cause();
    }

    static Throwable unknown(ReadOutcome outcome) {
        assertThat(outcome).isInstanceOf(ReadOutcome.Unknown.class);
        return ((ReadOutcome.Unknown) outcome).cause();
    }

    static StoredRecord find(LeaseStore store, RecordKey key) {
        ReadOutcome outcome = store.read(key, attempt());
        assertThat(outcome).isInstanceOf(ReadOutcome.Found.class);
        return ((ReadOutcome.Found) outcome).stored();
    }
}
