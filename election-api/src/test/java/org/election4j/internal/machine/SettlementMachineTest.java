// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.election4j.internal.machine.Samples.EPOCH;
import static org.election4j.internal.machine.Samples.NEXT_EPOCH;
import static org.election4j.internal.machine.Samples.absent;
import static org.election4j.internal.machine.Samples.found;
import static org.election4j.internal.machine.Samples.unreadable;
import static org.election4j.internal.machine.Samples.version;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.StoreRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** R5: how an epoch comes to be settled. This candidate's lease is 10 s, the namespace's longest lease 15 s. */
@AtAnyOrigin
class SettlementMachineTest {

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration MAX_LEASE = Duration.ofSeconds(15);

    private final long origin;
    private final SettlementMachine machine = new SettlementMachine(LEASE, null);

    SettlementMachineTest(long origin) {
        this.origin = origin;
    }

    private long at(long millis) {
        return origin + millis * 1_000_000;
    }

    private void read(ReadOutcome outcome, long millis) {
        machine.read(outcome, at(millis));
    }

    private @Nullable CompareAndSet tryPropose(long millis) {
        return machine.propose(at(millis), UUID.randomUUID(), UUID.randomUUID());
    }

    private CompareAndSet propose(long millis) {
        return requireNonNull(tryPropose(millis));
    }

    private static StoreRecord record(String epoch, StoreRecord.State state) {
        return StoreRecord.first(epoch, state, UUID.randomUUID(), MAX_LEASE, UUID.randomUUID());
    }

    private static StoreRecord settled() {
        return record(EPOCH, StoreRecord.State.SETTLED);
    }

    private static StoreRecord unsettled() {
        return record(EPOCH, StoreRecord.State.NEW);
    }

    private void assertSettlesFrom(long millis) {
        assertThat(machine.settlesAtNanos()).isEqualTo(at(millis));
        assertThat(machine.propose(at(millis) - 1, UUID.randomUUID(), UUID.randomUUID()))
                .isNull();
        assertThat(((StoreRecord) propose(millis).next()).state()).isEqualTo(StoreRecord.State.SETTLED);
    }

    // ---- what is allowed -------------------------------------------------------------------------------------------

    @Test
    void R5_nothing_is_allowed_or_proposed_before_the_store_record_was_read() {
        assertThat(machine.guard()).isNull();
        assertThat(tryPropose(0)).isNull();
        machine.seeEpoch(EPOCH);
        read(unreadable(), 0);
        assertThat(machine.guard()).isNull();
        assertThat(tryPropose(0)).isNull();
    }

    @Test
    void R5_a_settled_epoch_allows_writes_guarded_by_epoch_and_settlement_id() {
        StoreRecord settled = settled();
        read(found(settled), 0);
        assertThat(machine.guard()).isEqualTo(new Guard(EPOCH, settled.settlement()));
        assertThat(tryPropose(600_000)).isNull();
    }

    @Test
    void R5_a_new_epoch_allows_nothing() {
        read(found(unsettled()), 0);
        assertThat(machine.guard()).isNull();
        read(found(unsettled()), 600_000);
        assertThat(machine.guard()).isNull();
    }

    @Test
    void R5_a_record_that_settles_another_epoch_allows_nothing() {
        read(found(settled(), NEXT_EPOCH), 0);
        assertThat(machine.guard()).isNull();
    }

    @Test
    void R5_the_epoch_of_any_answer_unsettles_everything() {
        read(found(settled()), 0);
        machine.seeEpoch(EPOCH);
        assertThat(machine.guard()).isNotNull();
        machine.seeEpoch(NEXT_EPOCH);
        assertThat(machine.guard()).isNull();
        assertThat(machine.looked()).isFalse();
        assertThat(tryPropose(0))
                .as("not before the record was read in this epoch")
                .isNull();
    }

    @Test
    void R5_an_epoch_that_flaps_has_to_be_read_again() {
        read(found(settled()), 0);
        machine.seeEpoch(NEXT_EPOCH);
        machine.seeEpoch(EPOCH);
        assertThat(machine.guard()).isNull();
    }

    @Test
    void R5_a_doubtful_record_allows_nothing_until_it_was_read_again() {
        StoreRecord settled = settled();
        read(found(settled), 0);
        machine.doubt();
        assertThat(machine.guard()).isNull();
        assertThat(tryPropose(0)).isNull();
        read(found(settled), 100);
        assertThat(machine.guard()).isNotNull();
    }

    @Test
    void R5_an_epoch_is_called_unsettled_only_by_a_record_that_was_read() {
        assertThat(machine.isUnsettled()).isFalse();
        read(found(unsettled()), 0);
        assertThat(machine.isUnsettled()).isTrue();
        machine.doubt();
        assertThat(machine.isUnsettled()).isFalse();
        read(found(settled()), 100);
        assertThat(machine.isUnsettled()).isFalse();
    }

    @Test
    void R5_a_wiped_store_record_unsettles_the_epoch() {
        read(found(settled()), 0);
        read(absent(), 1000);
        assertThat(machine.guard()).isNull();
        assertThat(((StoreRecord) propose(1000).next()).state()).isEqualTo(StoreRecord.State.NEW);
    }

    // ---- from NEW to SETTLED ---------------------------------------------------------------------------------------

    @Test
    void R5_an_absent_record_is_unsettled_and_is_written_new() {
        read(absent(), 0);
        CompareAndSet write = propose(0);
        StoreRecord record = (StoreRecord) write.next();
        assertThat(write.expected()).isNull();
        assertThat(write.guard()).isEqualTo(Guard.epoch(EPOCH));
        assertThat(record.state()).isEqualTo(StoreRecord.State.NEW);
        assertThat(record.epoch()).isEqualTo(EPOCH);
        assertThat(record.watch()).isEqualTo(LEASE);
        assertThat(record.formatVersion()).isEqualTo(StoreRecord.CURRENT_FORMAT);
    }

    @Test
    void R5_a_record_about_another_epoch_is_replaced_by_new_with_a_fresh_settlement_id() {
        StoreRecord old = settled();
        read(found(old, NEXT_EPOCH), 0);
        UUID settlement = UUID.randomUUID();
        CompareAndSet write = requireNonNull(machine.propose(at(0), UUID.randomUUID(), settlement));
        StoreRecord record = (StoreRecord) write.next();
        assertThat(write.expected()).isEqualTo(version(old));
        assertThat(record.state()).isEqualTo(StoreRecord.State.NEW);
        assertThat(record.epoch()).isEqualTo(NEXT_EPOCH);
        assertThat(record.settlement()).isEqualTo(settlement);
        assertThat(record.watch()).as("a constant").isEqualTo(MAX_LEASE);
    }

    @Test
    void R5_a_new_of_another_epoch_is_replaced_at_once() {
        StoreRecord old = unsettled();
        read(found(old, NEXT_EPOCH), 0);
        StoreRecord record = (StoreRecord) propose(0).next();
        assertThat(record.state()).isEqualTo(StoreRecord.State.NEW);
        assertThat(record.settlement()).isNotEqualTo(old.settlement());
    }

    @Test
    void R5_a_new_of_this_epoch_is_never_rewritten_as_new() {
        StoreRecord record = unsettled();
        read(found(record), 0);
        for (long millis = 0; millis < 15_000; millis += 1000) {
            assertThat(tryPropose(millis)).isNull();
        }
    }

    @Test
    void R5_a_new_of_this_epoch_is_settled_by_anybody_after_the_longest_lease_from_the_receipt() {
        StoreRecord record = unsettled();
        read(found(record), 1000);
        assertSettlesFrom(16_000);
        CompareAndSet write = propose(16_000);
        StoreRecord next = (StoreRecord) write.next();
        assertThat(write.expected()).isEqualTo(version(record));
        assertThat(next.settlement()).as("kept").isEqualTo(record.settlement());
        assertThat(next.watch()).isEqualTo(MAX_LEASE);
        assertThat(next.epoch()).isEqualTo(EPOCH);
    }

    @Test
    void R5_seeing_the_same_new_again_does_not_restart_the_watch() {
        StoreRecord record = unsettled();
        read(found(record), 1000);
        machine.doubt();
        read(found(record), 9000);
        assertSettlesFrom(16_000);
    }

    @Test
    void R5_another_new_restarts_the_watch() {
        read(found(unsettled()), 1000);
        read(found(unsettled()), 9000);
        assertSettlesFrom(24_000);
    }

    @Test
    void R5_an_absence_restarts_the_watch() {
        StoreRecord record = unsettled();
        read(found(record), 1000);
        read(absent(), 5000);
        read(found(record), 9000);
        assertSettlesFrom(24_000);
    }

    @Test
    void R5_an_epoch_that_flaps_restarts_the_watch() {
        StoreRecord record = unsettled();
        read(found(record), 1000);
        machine.seeEpoch(NEXT_EPOCH);
        read(found(record), 9000);
        assertSettlesFrom(24_000);
    }

    @Test
    void R5_where_no_record_tells_how_long_to_wait_everybody_waits_for_the_same() {
        SettlementMachine shortSighted = new SettlementMachine(StoreRecord.LONGEST_LEASE, Duration.ofSeconds(5));
        assertThat(shortSighted.watchNanos()).isEqualTo(StoreRecord.LONGEST_LEASE.toNanos());
        assertThat(shortSighted.allowed()).isEqualTo(Duration.ofSeconds(5));
        SettlementMachine longSighted = new SettlementMachine(StoreRecord.LONGEST_LEASE, Duration.ofSeconds(60));
        assertThat(longSighted.watchNanos()).isEqualTo(Duration.ofSeconds(60).toNanos());
        assertThat(longSighted.allowed()).as("a failover could lose more").isEqualTo(StoreRecord.LONGEST_LEASE);
    }

    @Test
    void R5_whoever_makes_the_record_waits_long_and_allows_little() {
        SettlementMachine first = new SettlementMachine(LEASE, MAX_LEASE);
        first.read(absent(), at(0));
        StoreRecord written = (StoreRecord) requireNonNull(first.propose(at(0), UUID.randomUUID(), UUID.randomUUID()))
                .next();
        assertThat(written.watch()).isEqualTo(MAX_LEASE);
        assertThat(written.allow()).isEqualTo(LEASE);
    }

    // ---- stores without epochs -------------------------------------------------------------------------------------

    @Test
    void R5_a_store_without_epochs_is_settled_by_its_first_candidate() {
        read(absent(""), 0);
        assertThat(machine.guard()).isNull();
        assertThat(((StoreRecord) propose(0).next()).state()).isEqualTo(StoreRecord.State.SETTLED);
    }

    @Test
    void R5_a_store_that_begins_to_have_epochs_is_unsettled() {
        read(found(record("", StoreRecord.State.SETTLED), ""), 0);
        assertThat(machine.guard()).isNotNull();
        machine.seeEpoch(EPOCH);
        read(found(record("", StoreRecord.State.SETTLED)), 1000);
        assertThat(machine.guard()).isNull();
        assertThat(((StoreRecord) propose(1000).next()).state()).isEqualTo(StoreRecord.State.NEW);
    }

    // ---- refusals --------------------------------------------------------------------------------------------------

    @Test
    void another_configured_max_lease_is_told_with_both_values_and_refuses_nobody() {
        for (int seconds : new int[] {14, 20}) {
            SettlementMachine other = new SettlementMachine(LEASE, Duration.ofSeconds(seconds));
            other.read(found(settled()), at(0));
            assertThat(other.difference()).contains("PT" + seconds + "S").contains("PT15S");
            assertThat(other.allowed()).isEqualTo(MAX_LEASE);
            assertThat(other.refusal()).isNull();
            assertThat(other.guard()).isNotNull();
        }
    }

    @Test
    void the_same_max_lease_or_none_is_no_difference() {
        SettlementMachine same = new SettlementMachine(LEASE, MAX_LEASE);
        assertThat(same.difference()).isNull();
        same.read(found(settled()), at(0));
        assertThat(same.difference()).isNull();
        read(found(settled()), 0);
        assertThat(machine.difference()).isNull();
    }

    private static StoreRecord later(int format, int oldest, StoreRecord.State state) {
        return new StoreRecord(
                format,
                oldest,
                EPOCH,
                state,
                UUID.randomUUID(),
                MAX_LEASE,
                MAX_LEASE,
                Map.of("later", "yes"),
                UUID.randomUUID());
    }

    @Test
    void a_later_format_that_earlier_readers_may_use_is_used_and_kept() {
        read(found(later(7, StoreRecord.CURRENT_FORMAT, StoreRecord.State.NEW)), 0);
        assertThat(machine.refusal()).isNull();
        StoreRecord settled = (StoreRecord) propose(15_000).next();
        assertThat(settled.state()).isEqualTo(StoreRecord.State.SETTLED);
        assertThat(settled.formatVersion()).isEqualTo(7);
        assertThat(settled.oldestReader()).isEqualTo(StoreRecord.CURRENT_FORMAT);
        assertThat(settled.attributes()).containsEntry("later", "yes");
    }

    @Test
    void another_format_is_refused_with_both_values() {
        StoreRecord future = later(7, 7, StoreRecord.State.SETTLED);
        read(found(future), 0);
        assertThat(machine.refusal()).contains("7").contains("" + StoreRecord.CURRENT_FORMAT);
        assertThat(machine.guard()).isNull();
    }

    @Test
    void whoever_is_refused_writes_nothing_even_in_another_epoch() {
        read(found(later(7, 7, StoreRecord.State.SETTLED), NEXT_EPOCH), 0);
        assertThat(tryPropose(600_000)).isNull();
        machine.seeEpoch(EPOCH);
        assertThat(machine.refusal()).as("until the record says otherwise").isNotNull();
        read(absent(), 601_000);
        assertThat(machine.refusal()).isNull();
    }

    @Test
    void a_state_taken_out_and_put_back_goes_on_where_it_was() {
        read(found(settled()), 0);
        SettlementMachine.State saved = machine.state();
        machine.seeEpoch(NEXT_EPOCH);
        machine.restore(saved);
        assertThat(machine.guard()).isNotNull();
        assertThat(machine.epoch()).isEqualTo(EPOCH);
    }

    @Test
    void a_limit_below_any_lease_is_refused_with_both_numbers() {
        Duration tiny = Duration.ofMillis(100);
        read(found(StoreRecord.first(EPOCH, StoreRecord.State.SETTLED, UUID.randomUUID(), tiny, UUID.randomUUID())), 0);
        assertThat(machine.refusal()).contains("PT0.1S").contains("PT0.5S");
        assertThat(machine.guard()).isNull();
    }
}
