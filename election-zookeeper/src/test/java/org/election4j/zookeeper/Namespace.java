// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.curator.framework.CuratorFramework;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseRecord;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Version;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/** Fresh znodes, a client that sees them as they are, and the records that the tests write there. */
final class Namespace implements AutoCloseable {

    static final Duration LEASE = Duration.ofSeconds(10);
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final ZooKeeperOptions options = TestServer.freshOptions().build();
    final ZnodePaths paths = new ZnodePaths(options.path());
    final CuratorFramework curator;

    private Namespace(String connectString) {
        this.curator = TestServer.curator(connectString);
    }

    static Namespace fresh() {
        return on(TestServer.connectString());
    }

    static Namespace on(String connectString) {
        return new Namespace(connectString);
    }

    /** A store on the client of this namespace. */
    ZooKeeperLeaseStore store() {
        return new ZooKeeperLeaseStore(curator, options);
    }

    static Attempt attempt() {
        return Attempt.within(PATIENCE);
    }

    static Attempt attempt(int millis) {
        return Attempt.within(Duration.ofMillis(millis));
    }

    static SessionRecord session() {
        return new SessionRecord(
                UUID.randomUUID(),
                "billing-7f9c",
                LEASE,
                SessionRecord.State.LIVE,
                null,
                List.of("nightly-billing"),
                0,
                0,
                Map.of(),
                "",
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

    static ElectionRecord held(String name, long term, UUID holder) {
        return election(name, term, new ElectionRecord.Held(holder, "billing-7f9c", null, LEASE));
    }

    static ElectionRecord election(String name, long term, ElectionRecord.Seat seat) {
        return new ElectionRecord(name, term, seat, Instant.now(), term, "", UUID.randomUUID());
    }

    static CompareAndSet change(@Nullable Version expected, LeaseRecord next) {
        return new CompareAndSet(expected, next, Guard.epoch(""));
    }

    static Version write(LeaseStore store, @Nullable Version expected, LeaseRecord next) {
        return applied(store.compareAndSet(change(expected, next), attempt()));
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

    static StoredRecord find(LeaseStore store, RecordKey key) {
        ReadOutcome outcome = store.read(key, attempt());
        assertThat(outcome).isInstanceOf(ReadOutcome.Found.class);
        return ((ReadOutcome.Found) outcome).stored();
    }

    static void changeByHand(
            CuratorFramework client, ZooKeeperOptions options, String election, String field, String value)
            throws Exception {
        String path = new ZnodePaths(options.path()).of(new RecordKey.Election(election));
        String text = new String(client.getData().forPath(path), StandardCharsets.UTF_8);
        String changed = text.replaceFirst("(?m)^" + field + ": .*$", field + ": " + value);
        client.setData().forPath(path, changed.getBytes(StandardCharsets.UTF_8));
    }

    void deleteByHand(RecordKey key) throws Exception {
        curator.delete().deletingChildrenIfNeeded().forPath(paths.of(key));
    }

    @Override
    public void close() {
        curator.close();
    }
}
