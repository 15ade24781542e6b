// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class OneLineTest {

    @Test
    void a_text_from_a_store_cannot_forge_a_line_or_turn_its_direction() {
        assertThat(OneLine.of("a\r\n2026 ERROR forged\u2028b\u2029c\u202ed\u0000\u0085e"))
                .isEqualTo("a 2026 ERROR forged b c d e");
    }

    @Test
    void a_long_text_is_cut_and_says_so_and_no_character_is_halved() {
        String shown = OneLine.of("\uD83D\uDDF3".repeat(150_000));
        assertThat(shown).hasSizeLessThanOrEqualTo(OneLine.LONGEST + 3).endsWith("\uD83D\uDDF3...");
        assertThat(OneLine.of("x".repeat(OneLine.LONGEST))).hasSize(OneLine.LONGEST);
    }

    @Test
    void an_exception_of_the_spi_is_one_line_whatever_the_store_has_said() {
        assertThat(new LeaseStoreException("bad\n" + "x".repeat(300_000), null).getMessage())
                .startsWith("bad x")
                .hasSizeLessThanOrEqualTo(OneLine.LONGEST + 3);
    }

    @Test
    void what_a_url_says_before_its_host_is_left_out() {
        assertThat(OneLine.of("cannot reach redis://app:s3c/r:et@db:6379/1 now"))
                .isEqualTo("cannot reach ***@db:6379/1 now");
        assertThat(OneLine.of("jdbc:postgresql://app@host/db and app:s3cret@zk1:2181"))
                .isEqualTo("***@host/db and ***@zk1:2181");
        assertThat(OneLine.of("at 12:30 write to me@example.org")).isEqualTo("at 12:30 write to me@example.org");
    }

    @Test
    void a_value_with_spaces_or_equals_signs_is_quoted() {
        assertThat(OneLine.value("nightly-billing")).isEqualTo("nightly-billing");
        assertThat(OneLine.value("a b=c")).isEqualTo("\"a b=c\"");
        assertThat(OneLine.value("a\u2028term=7")).isEqualTo("\"a term=7\"");
        assertThat(OneLine.value("say \"x\\\"")).isEqualTo("\"say \\\"x\\\\\\\"\"");
        assertThat(OneLine.value("")).isEqualTo("\"\"");
    }

    @Test
    void the_root_cause_comes_first_and_nothing_twice() {
        Exception root = new ConnectException("Connection refused");
        Exception outer = new LeaseStoreException("cannot ask db", new IllegalStateException(root));
        assertThat(OneLine.reason(outer))
                .startsWith("IllegalStateException: java.net.ConnectException: Connection refused")
                .endsWith("; cannot ask db");
        assertThat(OneLine.reason(new NullPointerException())).isEqualTo("NullPointerException");
    }
}
