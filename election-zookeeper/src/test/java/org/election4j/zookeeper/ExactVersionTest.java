// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.zookeeper.Namespace.attempt;
import static org.election4j.zookeeper.Namespace.change;
import static org.election4j.zookeeper.Namespace.find;
import static org.election4j.zookeeper.Namespace.held;
import static org.election4j.zookeeper.Namespace.rejected;
import static org.election4j.zookeeper.Namespace.renewed;
import static org.election4j.zookeeper.Namespace.session;
import static org.election4j.zookeeper.Namespace.write;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import org.apache.zookeeper.data.Stat;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.StoredRecord;
import org.election4j.spi.Sweep;
import org.election4j.spi.SweepOutcome;
import org.election4j.spi.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a znode's data version alone does not tell apart. */
@Timeout(60)
class ExactVersionTest {

    private final Namespace namespace = Namespace.fresh();
    private final LeaseStore store = namespace.store();

    @AfterEach
    void close() {
        store.close();
        namespace.close();
    }

    @Test
    void a_late_heartbeat_does_not_revive_a_session_that_was_deleted_and_then_revoked() throws Exception {
        SessionRecord live = session();
        Version version = write(store, null, live);
        namespace.deleteByHand(live.key());
        SessionRecord ended = live.ended(UUID.randomUUID());
        Version revoked = write(store, null, ended);
        assertThat(dataVersion(live.key()))
                .as("the same data version as the deleted znode")
                .isZero();

        rejected(store.compareAndSet(change(version, renewed(live)), attempt()));

        StoredRecord found = find(store, live.key());
        assertThat(found.record()).isEqualTo(ended);
        assertThat(found.version()).isEqualTo(revoked);
    }

    @Test
    void a_late_release_does_not_hit_an_election_that_was_deleted_and_acquired_by_another() throws Exception {
        Version old = write(store, null, held("e", 7, UUID.randomUUID()));
        namespace.deleteByHand(new RecordKey.Election("e"));
        ElectionRecord others = held("e", 8, UUID.randomUUID());
        Version version = write(store, null, others);

        ElectionRecord released = Namespace.election("e", 7, new ElectionRecord.Free());
        rejected(store.compareAndSet(change(old, released), attempt()));

        assertThat(find(store, others.key()).version()).isEqualTo(version);
    }

    @Test
    void a_record_that_somebody_edited_by_hand_is_not_overwritten() throws Exception {
        SessionRecord session = session();
        Version version = write(store, null, session);
        String path = namespace.paths.of(session.key());
        namespace.curator.setData().forPath(path, namespace.curator.getData().forPath(path));

        rejected(store.compareAndSet(change(version, renewed(session)), attempt()));
        assertThat(find(store, session.key()).version()).isNotEqualTo(version);
    }

    @Test
    void a_version_put_together_from_two_is_none() {
        SessionRecord one = session();
        SessionRecord other = session();
        Version first = write(store, null, one);
        Version second = write(store, null, other);
        rejected(store.compareAndSet(change(new Version(first.nonce(), second.mark()), renewed(one)), attempt()));
        rejected(store.compareAndSet(change(new Version(first.nonce(), ""), renewed(one)), attempt()));
    }

    @Test
    void the_data_version_that_means_any_to_a_server_is_never_sent() {
        Version version = write(store, null, session());
        ZnodeVersion exact = ZnodeVersion.of(version);
        assertThat(exact.toVersion()).isEqualTo(version);
        Version any = new ZnodeVersion(exact.nonce(), exact.life(), -1).toVersion();
        assertThat(ZnodeVersion.of(any)).isNull();
        Version wrapped = new ZnodeVersion(exact.nonce(), exact.life(), Integer.MIN_VALUE).toVersion();
        assertThat(ZnodeVersion.of(wrapped).dataVersion()).isEqualTo(Integer.MIN_VALUE);
    }

    @Test
    void a_session_that_ends_begins_another_life() throws Exception {
        SessionRecord live = session();
        Version version = write(store, null, live);
        Version renewed = write(store, version, renewed(live));
        assertThat(ZnodeVersion.of(renewed).life())
                .isEqualTo(ZnodeVersion.of(version).life());
        Version ended = write(store, renewed, live.ended(UUID.randomUUID()));
        assertThat(ZnodeVersion.of(ended).life())
                .isNotEqualTo(ZnodeVersion.of(version).life());
        assertThat(namespace.curator.getChildren().forPath(namespace.paths.of(live.key())))
                .containsExactly(ZnodeVersion.of(ended).life().toString());
    }

    @Test
    void a_record_that_is_half_deleted_is_unknown_and_says_what_to_do() throws Exception {
        SessionRecord session = session();
        Version version = write(store, null, session);
        String path = namespace.paths.of(session.key());
        namespace
                .curator
                .delete()
                .forPath(ZnodePaths.life(path, ZnodeVersion.of(version).life()));

        ReadOutcome outcome = store.read(session.key(), attempt());
        assertThat(((ReadOutcome.Unknown) outcome).cause())
                .hasMessageContaining(path)
                .hasMessageContaining("delete it");
        rejected(store.compareAndSet(change(version, renewed(session)), attempt()));
    }

    @Test
    void a_znode_that_is_no_record_is_unknown_and_named() throws Exception {
        write(store, null, held("e", 1, UUID.randomUUID()));
        String path = namespace.paths.of(new RecordKey.Election("f"));
        namespace.curator.create().forPath(path, "hello".getBytes(StandardCharsets.UTF_8));
        ReadOutcome outcome = store.read(new RecordKey.Election("f"), attempt());
        assertThat(((ReadOutcome.Unknown) outcome).cause()).hasMessageContaining(path);
        ListOutcome.Listed listed = (ListOutcome.Listed) store.list(RecordKind.ELECTION, attempt());
        assertThat(listed.records())
                .singleElement()
                .satisfies(stored -> assertThat(stored.record().key()).isEqualTo(new RecordKey.Election("e")));
        assertThat(listed.unreadable())
                .singleElement()
                .satisfies(bad -> assertThat(bad).hasMessageContaining(path));
    }

    @Test
    void a_deletion_leaves_nothing_behind() throws Exception {
        SessionRecord ended = session().ended(UUID.randomUUID());
        write(store, null, ended);
        Set<Version> old = Set.of(find(store, ended.key()).version());
        Sweep.Cursor from = null;
        do {
            SweepOutcome outcome = store.sweep(new Sweep(from, 10, old, Guard.epoch("")), attempt());
            from = ((SweepOutcome.Swept) outcome).next();
        } while (from != null);
        assertThat(namespace.curator.getChildren().forPath(namespace.paths.directory(RecordKind.SESSION)))
                .isEmpty();
    }

    @Test
    void everything_can_be_deleted_and_is_created_again() throws Exception {
        write(store, null, session());
        namespace.curator.delete().deletingChildrenIfNeeded().forPath(namespace.options.path());
        SessionRecord session = session();
        write(store, null, session);
        assertThat(find(store, session.key()).record()).isEqualTo(session);
    }

    private int dataVersion(RecordKey key) throws Exception {
        Stat stat = namespace.curator.checkExists().forPath(namespace.paths.of(key));
        return stat.getVersion();
    }
}
