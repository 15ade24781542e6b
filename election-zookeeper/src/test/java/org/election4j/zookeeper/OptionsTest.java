// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.election4j.spi.RecordKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "election4j", "/a/", "/a//b", "/a/../b", "/zookeeper", "/zookeeper/quota"})
    void paths_that_cannot_hold_a_namespace_are_refused(String path) {
        assertThatThrownBy(() -> ZooKeeperOptions.builder().path(path)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_long_path_is_refused_and_shown() {
        String longest = "/" + "a".repeat(99);
        assertThat(ZooKeeperOptions.builder().path(longest).build().path()).isEqualTo(longest);
        String path = longest + "a";
        assertThatThrownBy(() -> ZooKeeperOptions.builder().path(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("100")
                .hasMessageContaining(path);
    }

    @Test
    void a_lease_that_is_not_positive_is_refused() {
        assertThatThrownBy(() -> ZooKeeperOptions.builder().lease(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }

    @Test
    void an_empty_list_of_rights_is_refused() {
        assertThatThrownBy(() -> ZooKeeperOptions.builder().acl(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    void the_defaults_are_as_documented() {
        ZooKeeperOptions defaults = ZooKeeperOptions.defaults();
        assertThat(defaults.path()).isEqualTo("/election4j");
        assertThat(defaults.acl()).isEmpty();
        assertThat(defaults.lease()).isEqualTo(Duration.ofSeconds(10));
        assertThat(defaults.hints()).isTrue();
        assertThat(defaults).hasToString("ZooKeeperOptions[path=/election4j, acl=by default, lease=PT10S, hints=true]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", ".", "..", "a/b", "%41", "100%", "Zürich", "\uD83D\uDDF3", "a b"})
    void a_name_comes_back_from_its_path(String name) {
        ZnodePaths paths = new ZnodePaths("/election4j");
        String path = paths.of(new RecordKey.Election(name));
        assertThat(path.substring("/election4j/elections/".length())).matches("[-_%0-9A-Za-z]+");
        assertThat(paths.electionAt(path)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/election4j/elections", "/election4j/elections/a/life", "/election4j/sessions/a", "/other"})
    void other_paths_name_no_election(String path) {
        assertThat(new ZnodePaths("/election4j").electionAt(path)).isNull();
    }

    @Test
    void a_path_that_nobody_of_us_has_made_names_no_election() {
        assertThat(new ZnodePaths("/election4j").electionAt("/election4j/elections/100%"))
                .isNull();
        assertThat(new ZnodePaths("/election4j").electionAt("/election4j/elections/%zz"))
                .isNull();
    }
}
