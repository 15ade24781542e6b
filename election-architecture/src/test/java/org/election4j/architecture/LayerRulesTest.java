// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayerRulesTest {

    private final LayerRules rules = new LayerRules(Published.ROOT);
    private final LayerRules brokenRules = new LayerRules(Broken.ROOT);

    @Test
    void exported_signatures_never_name_internals() {
        rules.exportedSignaturesNeverNameInternals().check(Published.CLASSES);
    }

    @Test
    void an_exported_signature_that_names_an_internal_is_found() {
        assertThat(Broken.culprits(brokenRules.exportedSignaturesNeverNameInternals()))
                .containsExactlyInAnyOrder(
                        "OffersInternals",
                        "OffersInternals.field",
                        "OffersInternals.result",
                        "OffersInternals.parameter",
                        "OffersInternals.generic",
                        "OffersInternals.thrown",
                        "OffersInternals.<init>");
    }

    @Test
    void internals_are_for_insiders() {
        rules.internalsAreForInsiders().check(Published.CLASSES);
    }

    @Test
    void a_store_that_uses_an_internal_is_found() {
        assertThat(Broken.culprits(brokenRules.internalsAreForInsiders()))
                .containsExactlyInAnyOrder("UsesInternals.peek");
    }

    @Test
    void the_api_stands_alone() {
        rules.apiStandsAlone().check(Published.CLASSES);
    }

    @Test
    void an_api_that_needs_a_library_is_found() {
        assertThat(Broken.culprits(brokenRules.apiStandsAlone()))
                .containsExactlyInAnyOrder("NeedsLibrary.array", "NeedsLibrary.sql");
    }

    @Test
    void internal_packages_have_no_cycle() {
        rules.internalPackagesHaveNoCycle().check(Published.CLASSES);
    }

    @Test
    void a_machine_that_knows_a_loop_that_knows_it_is_found() {
        assertThat(Broken.culprits(brokenRules.internalPackagesHaveNoCycle()))
                .containsExactlyInAnyOrder("DrivesMachine.<init>");
    }

    @Test
    void stores_do_not_know_each_other() {
        rules.storesDoNotKnowEachOther().check(Published.CLASSES);
    }

    @Test
    void a_store_that_knows_another_is_found() {
        assertThat(Broken.culprits(brokenRules.storesDoNotKnowEachOther()))
                .containsExactlyInAnyOrder("KnowsRedis.other");
    }
}
