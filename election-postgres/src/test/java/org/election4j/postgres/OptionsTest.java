// SPDX-License-Identifier: Apache-2.0
package org.election4j.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class OptionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Election",
                "1st",
                "a-b",
                "a.b",
                "a\"; DROP TABLE x; --",
                "a b",
                "ä",
                "a2345678901234567890123456789012345678901x"
            })
    void names_that_are_not_plain_identifiers_are_refused_and_shown(String name) {
        assertThatThrownBy(() -> PostgresOptions.builder().tablePrefix(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("table prefix")
                .hasMessageContaining("'" + name + "'");
        assertThatThrownBy(() -> PostgresOptions.builder().schema(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema")
                .hasMessageContaining("'" + name + "'");
    }

    @Test
    void names_are_quoted() {
        PostgresTables tables = PostgresOptions.builder()
                .schema("select")
                .tablePrefix("order")
                .build()
                .tables();
        assertThat(tables.session()).isEqualTo("\"select\".\"order_session\"");
        assertThat(tables.election()).isEqualTo("\"select\".\"order\"");
        assertThat(tables.store()).isEqualTo("\"select\".\"order_store\"");
    }

    @Test
    void a_lease_that_is_not_positive_is_refused() {
        assertThatThrownBy(() -> PostgresOptions.builder().lease(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }

    @Test
    void the_defaults_are_those_of_the_resource_file() {
        PostgresOptions defaults = PostgresOptions.defaults();
        assertThat(defaults.schema()).isNull();
        assertThat(defaults.tablePrefix()).isEqualTo("election");
        assertThat(defaults.lease()).isEqualTo(Duration.ofSeconds(10));
        assertThat(defaults.hints()).isTrue();
        assertThat(PostgresSchema.ddl(defaults)).contains("CREATE TABLE IF NOT EXISTS \"election_session\"");
    }

    @Test
    void leases_are_rounded_up_to_what_the_server_counts() {
        assertThat(RecordTexts.interval(Duration.ofMillis(12_345))).isEqualTo("PT12.345S");
        assertThat(RecordTexts.interval(Duration.ofNanos(1_001))).isEqualTo("PT0.000002S");
        assertThat(RecordTexts.interval(Duration.ofNanos(999_999_999))).isEqualTo("PT1S");
    }

    @Test
    void a_name_has_41_characters_at_most() {
        String longest = "a".repeat(41);
        assertThat(PostgresOptions.builder().tablePrefix(longest).build().tablePrefix())
                .isEqualTo(longest);
        assertThatThrownBy(() -> PostgresOptions.builder().tablePrefix(longest + "a"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_lease_reaches_candidates_as_the_pace() {
        PostgresOptions options =
                PostgresOptions.builder().lease(Duration.ofSeconds(45)).build();
        assertThat(new PostgresLeaseStore(new PGSimpleDataSource(), options)
                        .pace()
                        .lease())
                .isEqualTo(Duration.ofSeconds(45));
    }
}
