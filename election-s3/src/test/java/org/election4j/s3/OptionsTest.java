// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTest {

    @Test
    void the_defaults_are_these() {
        S3Options options = S3Options.builder("leases").build();
        assertThat(options.bucket()).isEqualTo("leases");
        assertThat(options.prefix()).isEqualTo("election4j/");
        assertThat(options.lease()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void a_bad_value_is_refused_and_shown() {
        assertThatThrownBy(() -> S3Options.builder(" ")).hasMessageContaining("bucket must not be blank");
        S3Options.Builder builder = S3Options.builder("leases");
        for (String prefix : new String[] {"/", "a", "/a/", "a//", "ä/", "a b/", "p".repeat(400) + "/"}) {
            assertThatThrownBy(() -> builder.prefix(prefix))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("but is '" + prefix + "'");
        }
        assertThatThrownBy(() -> builder.endpoint(URI.create("s3.example.org")))
                .hasMessageContaining("must look like https://")
                .hasMessageNotContaining("but is");
        assertThatThrownBy(() -> builder.lease(Duration.ofMillis(499))).hasMessageContaining("but is PT0.499S");
        assertThatThrownBy(() -> builder.lease(Duration.ofDays(2))).hasMessageContaining("but is PT48H");
    }

    @Test
    void prefixes_may_be_nested_or_missing() {
        assertThat(S3Options.builder("b").prefix("").build().prefix()).isEmpty();
        assertThat(S3Options.builder("b").prefix("team-1/app.x/").build().prefix())
                .isEqualTo("team-1/app.x/");
    }

    @Test
    void the_lease_reaches_candidates_as_the_pace() {
        S3Options options = S3Options.builder("b").lease(Duration.ofSeconds(45)).build();
        assertThat(new S3LeaseStore(new InMemoryObjects(), options).pace().lease())
                .isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void a_prefix_has_a_hundred_characters_at_most() {
        String longest = "p".repeat(ObjectKeys.MAX_PREFIX - 1) + "/";
        assertThat(S3Options.builder("any").prefix(longest).build().prefix()).isEqualTo(longest);
        assertThatThrownBy(() -> S3Options.builder("any").prefix("p" + longest))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
