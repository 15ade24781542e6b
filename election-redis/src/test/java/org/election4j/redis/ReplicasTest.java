// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.redis.Namespace.applied;
import static org.election4j.redis.Namespace.attempt;
import static org.election4j.redis.Namespace.find;
import static org.election4j.redis.Namespace.renewed;
import static org.election4j.redis.Namespace.unknown;

import org.awaitility.Awaitility;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that wait for a replica. */
@Tag("own-server")
@Timeout(60)
class ReplicasTest {

    private final RedisProcess primary = RedisProcess.start();
    private final RedisProcess replica = RedisProcess.replicaOf(primary);
    private final RedisOptions options = TestServer.freshOptions().replicas(1).build();
    private final Namespace namespace = Namespace.of(primary.url(), options);
    private final RedisLeaseStore store = RedisLeaseStore.connect(primary.url(), options);

    @AfterEach
    void stop() {
        store.close();
        replica.signal("CONT");
        replica.close();
        primary.close();
    }

    @Test
    void without_the_replica_neither_a_write_nor_what_it_wrote_is_known() {
        SessionRecord session = namespace.session();
        Version version = applied(store.compareAndSet(namespace.change(null, session), attempt()));
        replica.signal("STOP");
        SessionRecord next = renewed(session);
        assertThat(unknown(store.compareAndSet(namespace.change(version, next), attempt(500))))
                .hasMessageContaining("0 replicas confirmed")
                .hasMessageContaining("but 1 were asked for");
        unknown(store.read(session.key(), attempt(500)));
        replica.signal("CONT");
        Awaitility.await("the replica confirms")
                .until(() -> store.read(session.key(), attempt()) instanceof ReadOutcome.Found);
        assertThat(find(store, session.key()).version()).isEqualTo(Version.of(next.nonce()));
    }
}
