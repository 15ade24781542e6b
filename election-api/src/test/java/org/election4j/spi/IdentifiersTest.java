// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdentifiersTest {

    private static final String EMOJI = "\uD83D\uDE80";

    static Stream<String> good() {
        return Stream.of(
                "a",
                "a".repeat(200),
                "é".repeat(100),
                EMOJI.repeat(50),
                "nightly billing",
                " padded ",
                "orders/eu-west:1?x=1&y=%20#'\"\\;--",
                "\uFEFFbom",
                "e\u0301",
                "משרד",
                "選挙",
                EMOJI);
    }

    @ParameterizedTest
    @MethodSource("good")
    void any_text_of_at_most_200_bytes_is_a_name_and_is_kept_as_it_is(String name) {
        assertThat(Identifiers.requireValid("name", name)).isSameAs(name);
        assertThat(new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(name);
        assertThat(new RecordKey.Election(name).name()).isEqualTo(name);
    }

    static Stream<String> blank() {
        return Stream.of("", " ", "\t", "\n \r", "\u2003");
    }

    @ParameterizedTest
    @MethodSource("blank")
    void a_blank_name_is_refused(String name) {
        assertThatThrownBy(() -> Identifiers.requireValid("election name", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("election name must not be blank");
    }

    static Stream<String> long201() {
        return Stream.of("a".repeat(201), "é".repeat(100) + "a", EMOJI.repeat(50) + "a");
    }

    @ParameterizedTest
    @MethodSource("long201")
    void a_name_of_201_bytes_is_refused_with_both_numbers(String name) {
        assertThatThrownBy(() -> Identifiers.requireValid("election name", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("200")
                .hasMessageContaining("201");
    }

    static Stream<String> odd() {
        return Stream.of("ab\u0000c", "ab\nc", "ab\tc", "ab\u007Fc", "ab\u0085c", "ab\uD83Dc", "ab\uDE80c", "ab\uD83D");
    }

    @ParameterizedTest
    @MethodSource("odd")
    void control_characters_and_broken_surrogates_are_refused_with_their_place(String name) {
        assertThatThrownBy(() -> Identifiers.requireValid("candidate id", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("candidate id")
                .hasMessageContaining(String.format("U+%04X", (int) name.charAt(2)))
                .hasMessageContaining("index 2");
    }

    @Test
    void surrogates_in_the_wrong_order_are_refused() {
        assertThatThrownBy(() -> Identifiers.requireValid("name", "\uDE80\uD83D"))
                .hasMessageContaining("index 0");
    }

    @Test
    void no_name_at_all_is_refused() {
        assertThatThrownBy(() -> Identifiers.requireValid("name", null)).isInstanceOf(NullPointerException.class);
    }
}
