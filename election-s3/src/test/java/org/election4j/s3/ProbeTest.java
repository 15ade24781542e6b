// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.election4j.s3.WireServer.Flaw;
import org.election4j.s3.WireServer.Trouble;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.Attempt;
import org.election4j.spi.UnsafeStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that leases cannot be kept on are refused with a sentence that says what to change. */
@Timeout(60)
class ProbeTest {

    private static Attempt attempt() {
        return Attempt.within(Duration.ofSeconds(20));
    }

    private static void assertRefused(String sentence, Flaw... flaws) {
        try (WireServer server = new WireServer(flaws)) {
            assertThatThrownBy(() -> Clients.store(server).probe(attempt()))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContaining(sentence);
            assertThat(server.keys()).as("what the probe left behind").isEmpty();
        }
    }

    @Test
    void a_server_that_does_all_it_should_passes_and_is_left_as_it_was() {
        try (WireServer server = new WireServer()) {
            Clients.store(server).probe(attempt());
            assertThat(server.keys()).isEmpty();
            server.answerMissingWith412();
            Clients.store(server).probe(attempt());
            assertThat(server.keys()).isEmpty();
        }
    }

    @Test
    void a_server_that_ignores_all_conditions_is_refused() {
        assertRefused(
                "although If-None-Match: * forbids it",
                Flaw.IGNORES_IF_NONE_MATCH,
                Flaw.IGNORES_IF_MATCH,
                Flaw.IGNORES_IF_MATCH_ON_DELETE);
    }

    private static S3TickStore ticks(WireServer server) {
        return new S3TickStore(
                Clients.of(server.endpoint()).build(),
                Clients.options(server.endpoint()).build());
    }

    @Test
    void ticks_are_probed_where_they_will_be_and_nothing_is_left() {
        try (WireServer server = new WireServer()) {
            ticks(server).probe(attempt());
            assertThat(server.keys()).isEmpty();
        }
        try (WireServer server = new WireServer(Flaw.IGNORES_IF_MATCH, Flaw.IGNORES_IF_MATCH_ON_DELETE)) {
            assertThatThrownBy(() -> ticks(server).probe(attempt()))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContaining("although If-Match names another etag");
        }
    }

    @Test
    void a_server_that_ignores_if_none_match_is_refused() {
        assertRefused(
                "although If-None-Match: * forbids it", Flaw.IGNORES_IF_NONE_MATCH, Flaw.IGNORES_IF_MATCH_ON_DELETE);
    }

    @Test
    void a_server_that_ignores_if_match_is_refused() {
        assertRefused("although If-Match names another etag", Flaw.IGNORES_IF_MATCH, Flaw.IGNORES_IF_MATCH_ON_DELETE);
    }

    @Test
    void a_server_whose_etags_do_not_change_is_refused() {
        assertRefused("the same etag", Flaw.SAME_ETAG_FOR_ALL);
    }

    @Test
    void a_server_that_shows_old_content_is_refused() {
        assertRefused("a read does not show what was written just before", Flaw.SHOWS_OLD_CONTENT);
    }

    @Test
    void a_server_that_deletes_without_looking_is_refused_unless_nothing_is_to_be_deleted() {
        assertRefused("set S3Options.conditionalDeletes to false", Flaw.IGNORES_IF_MATCH_ON_DELETE);
        try (WireServer server = new WireServer(Flaw.IGNORES_IF_MATCH_ON_DELETE)) {
            S3Options options =
                    Clients.options(server.endpoint()).conditionalDeletes(false).build();
            Clients.store(server, options).probe(attempt());
            assertThat(server.keys()).isEmpty();
        }
    }

    @Test
    void a_server_that_wants_unquoted_etags_is_refused_unless_it_gets_them() {
        try (WireServer server = new WireServer(Flaw.WANTS_UNQUOTED_ETAGS)) {
            assertThatThrownBy(() -> Clients.store(server).probe(attempt()))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContaining("change S3Options.unquotedEtags");
            S3Options options =
                    Clients.options(server.endpoint()).unquotedEtags(true).build();
            Clients.store(server, options).probe(attempt());
        }
    }

    @Test
    void unquoted_etags_for_a_server_that_wants_them_quoted_are_refused() {
        try (WireServer server = new WireServer()) {
            S3Options options =
                    Clients.options(server.endpoint()).unquotedEtags(true).build();
            assertThatThrownBy(() -> Clients.store(server, options).probe(attempt()))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContaining("change S3Options.unquotedEtags");
        }
    }

    @Test
    void a_missing_permission_is_named_and_no_reason_to_give_up() {
        try (WireServer server = new WireServer()) {
            server.next("GET", Trouble.FORBIDDEN);
            assertThatThrownBy(() -> Clients.store(server).probe(attempt()))
                    .isInstanceOf(AccessRefusedException.class)
                    .hasMessageContaining("cannot read an object that is not there")
                    .hasMessageContaining("it needs s3:GetObject and s3:ListBucket");
        }
    }

    @Test
    void a_store_record_of_another_format_is_refused() {
        try (WireServer server = new WireServer()) {
            server.put("election4j/store", "election4j 1 store\nend\n");
            assertThatThrownBy(() -> Clients.store(server).probe(attempt()))
                    .isInstanceOf(UnsafeStoreException.class)
                    .hasMessageContaining("this library reads layout 2, but found 'election4j 1 store'");
        }
    }
}
