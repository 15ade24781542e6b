// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EffectRulesTest {

    private final EffectRules rules = new EffectRules(Published.ROOT);
    private final EffectRules brokenRules = new EffectRules(Broken.ROOT);

    @Test
    void stores_have_no_clock_and_no_thread() {
        rules.storesHaveNoClockAndNoThread().check(Published.CLASSES);
    }

    @Test
    void a_store_with_a_clock_or_a_thread_is_found() {
        assertThat(Broken.culprits(brokenRules.storesHaveNoClockAndNoThread()))
                .containsExactlyInAnyOrder(
                        "TellsTheTime.monotonic",
                        "TellsTheTime.monotonicByReference",
                        "TellsTheTime.millis",
                        "TellsTheTime.instant",
                        "TellsTheTime.clock",
                        "StartsThreads.sleep",
                        "StartsThreads.sleepInUnits",
                        "StartsThreads.park",
                        "StartsThreads.thread",
                        "StartsThreads.executor",
                        "StartsThreads$OwnThread.<init>");
    }

    @Test
    void stores_do_not_raise_their_voice() {
        rules.storesDoNotRaiseTheirVoice().check(Published.CLASSES);
    }

    @Test
    void a_store_that_logs_above_debug_is_found() {
        assertThat(Broken.culprits(brokenRules.storesDoNotRaiseTheirVoice()))
                .containsExactlyInAnyOrder("LogsLoudly.warning", "LogsLoudly.slf4j");
    }

    @Test
    void machines_are_pure() {
        rules.machinesArePure().check(Published.CLASSES);
    }

    @Test
    void a_machine_with_effects_is_found() {
        assertThat(Broken.culprits(brokenRules.machinesArePure()))
                .containsExactlyInAnyOrder(
                        "HasEffects.thread",
                        "HasEffects.clock",
                        "HasEffects.instant",
                        "HasEffects.random",
                        "HasEffects.uuid",
                        "HasEffects.mathRandom",
                        "HasEffects.logger",
                        "HasEffects.lock",
                        "HasEffects.store",
                        "HasEffects.listener",
                        "HasEffects.engine");
    }

    @Test
    void only_the_ticker_reads_the_monotonic_clock() {
        rules.onlyTheTickerReadsTheMonotonicClock().check(Published.CLASSES);
    }

    @Test
    void whoever_reads_the_monotonic_clock_around_the_ticker_is_found() {
        assertThat(Broken.culprits(brokenRules.onlyTheTickerReadsTheMonotonicClock()))
                .containsExactlyInAnyOrder(
                        "TellsTheTime.monotonic", "TellsTheTime.monotonicByReference", "HasEffects.clock");
    }

    @Test
    void nothing_depends_on_the_locale_or_the_charset_of_the_machine() {
        rules.nothingDependsOnTheLocaleOfTheMachine().check(Published.CLASSES);
    }

    @Test
    void whoever_leaves_the_locale_or_the_charset_to_the_machine_is_found() {
        assertThat(Broken.culprits(brokenRules.nothingDependsOnTheLocaleOfTheMachine()))
                .containsExactlyInAnyOrder(
                        "SpeaksArabic.digits",
                        "SpeaksArabic.digitsOfABlock",
                        "SpeaksArabic.printed",
                        "SpeaksArabic.grouped",
                        "SpeaksArabic.lower",
                        "SpeaksArabic.bytes",
                        "SpeaksArabic.text",
                        "SpeaksArabic.reader");
    }

    @Test
    void ids_come_from_the_system() {
        rules.idsComeFromTheSystem().check(Published.CLASSES);
    }

    @Test
    void an_id_that_a_clone_would_draw_again_is_found() {
        assertThat(Broken.culprits(brokenRules.idsComeFromTheSystem())).containsExactlyInAnyOrder("HasEffects.uuid");
    }

    @Test
    void only_programs_print() {
        rules.onlyProgramsPrint().check(Published.CLASSES);
    }

    @Test
    void a_library_that_prints_is_found() {
        assertThat(Broken.culprits(brokenRules.onlyProgramsPrint()))
                .containsExactlyInAnyOrder("Prints.out", "Prints.err", "Prints.stackTrace");
    }
}
