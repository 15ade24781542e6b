// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ListOutcome;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.RecordKind;
import org.election4j.spi.SessionRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.s3.S3Client;

/** Whole electors while somebody deletes their objects. */
@Timeout(180)
class DeletedByHandTest {

    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Duration PATIENCE = LEASE.multipliedBy(15);

    private final S3Options options = TestServer.freshOptions().lease(LEASE).build();
    private final ObjectKeys keys = new ObjectKeys(options.prefix());
    private final S3Client client = TestServer.client();
    private final LeaseStore store = new S3LeaseStore(client, options);
    private final List<LeaderElector> electors = new ArrayList<>();

    @BeforeEach
    void start() {
        for (String id : List.of("a", "b")) {
            electors.add(LeaderElector.builder(store, "e").lease(LEASE).id(id).start());
        }
    }

    @AfterEach
    void stop() {
        electors.forEach(LeaderElector::close);
        client.close();
    }

    @Test
    void a_leader_without_a_session_stops_and_another_term_begins() {
        Leadership first = leadershipAbove(0);
        for (SessionRecord session : sessions()) {
            delete(session.key());
        }
        await("the end of the leadership").atMost(PATIENCE).until(() -> !first.isValid());
        assertThat(leadershipAbove(first.term()).term()).isGreaterThan(first.term());
    }

    @Test
    void a_leader_without_its_election_stops_and_another_term_begins() {
        Leadership first = leadershipAbove(0);
        delete(new RecordKey.Election("e"));
        await("the end of the leadership").atMost(PATIENCE).until(() -> !first.isValid());
        assertThat(leadershipAbove(first.term()).term()).isGreaterThan(first.term());
    }

    @Test
    void a_leader_goes_on_without_the_store_record_which_comes_back() {
        Leadership first = leadershipAbove(0);
        delete(RecordKey.STORE);
        await("the record is made again").atMost(PATIENCE).until(() -> exists(RecordKey.STORE));
        assertThat(first.isValid()).isTrue();
    }

    private List<SessionRecord> sessions() {
        ListOutcome.Listed listed = (ListOutcome.Listed) store.list(RecordKind.SESSION, Attempt.within(PATIENCE));
        return listed.records().stream()
                .map(stored -> (SessionRecord) stored.record())
                .toList();
    }

    private boolean exists(RecordKey key) {
        return store.read(key, Attempt.within(PATIENCE)) instanceof ReadOutcome.Found;
    }

    private void delete(RecordKey key) {
        client.deleteObject(delete -> delete.bucket(TestServer.BUCKET).key(keys.of(key)));
    }

    private Leadership leadershipAbove(long term) {
        await("a leadership above " + term)
                .atMost(PATIENCE)
                .until(() -> electors.stream()
                        .flatMap(elector -> elector.leadership().stream())
                        .anyMatch(leadership -> leadership.term() > term && leadership.isValid()));
        List<Leadership> valid = electors.stream()
                .flatMap(elector -> elector.leadership().stream())
                .filter(Leadership::isValid)
                .toList();
        assertThat(valid).hasSize(1);
        return valid.get(0);
    }
}
