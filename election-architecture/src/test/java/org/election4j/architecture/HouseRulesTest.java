// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HouseRulesTest {

    @Test
    void names_say_what_a_class_is() {
        HouseRules.namesSayWhatAClassIs().check(Published.CLASSES);
    }

    @Test
    void a_class_with_an_empty_name_is_found() {
        assertThat(Broken.culprits(HouseRules.namesSayWhatAClassIs()))
                .containsExactlyInAnyOrder(
                        "Names$StoreImpl",
                        "Names$Utils",
                        "Names$LeaseHelper",
                        "Names$LeaseManager",
                        "Names$AbstractStore");
    }

    @Test
    void packages_are_null_marked() {
        HouseRules.packagesAreNullMarked().check(Published.CLASSES);
    }

    @Test
    void a_package_that_is_not_null_marked_is_found() {
        assertThat(Broken.culprits(HouseRules.packagesAreNullMarked())).containsExactlyInAnyOrder("Unmarked");
    }
}
