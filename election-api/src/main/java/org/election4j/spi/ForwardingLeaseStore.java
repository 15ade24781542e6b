// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A store that leaves everything to another one, for those that add something to a few of its calls. A wrapper that
 * implements {@link LeaseStore} itself loses whatever default method it forgets. A batch goes to the other store as a batch,
 * so whoever changes single reads or writes overrides the batches, too. As thread-safe as the other store.
 */
public abstract class ForwardingLeaseStore implements LeaseStore {

    private final LeaseStore delegate;

    /**
     * Forwards to another store.
     *
     * @param delegate the other store; closed with this one
     */
    protected ForwardingLeaseStore(LeaseStore delegate) {
        this.delegate = requireNonNull(delegate, "delegate");
    }

    /**
     * The other store.
     *
     * @return what the constructor was given
     */
    protected final LeaseStore delegate() {
        return delegate;
    }

    @Override
    public ReadOutcome read(RecordKey key, Attempt attempt) {
        return delegate.read(key, attempt);
    }

    @Override
    public List<ReadOutcome> readAll(List<RecordKey> keys, Attempt attempt) {
        return delegate.readAll(keys, attempt);
    }

    @Override
    public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
        return delegate.compareAndSet(write, attempt);
    }

    @Override
    public List<WriteOutcome> compareAndSetAll(List<CompareAndSet> writes, Attempt attempt) {
        return delegate.compareAndSetAll(writes, attempt);
    }

    @Override
    public ListOutcome list(RecordKind kind, Attempt attempt) {
        return delegate.list(kind, attempt);
    }

    @Override
    public SweepOutcome sweep(Sweep sweep, Attempt attempt) {
        return delegate.sweep(sweep, attempt);
    }

    @Override
    public Watch watch(HintListener hints) {
        return delegate.watch(hints);
    }

    @Override
    public StorePace pace() {
        return delegate.pace();
    }

    @Override
    public List<String> advice() {
        return delegate.advice();
    }

    @Override
    public void probe(Attempt attempt) {
        delegate.probe(attempt);
    }

    @Override
    public String describe() {
        return delegate.describe();
    }

    @Override
    public void close() {
        delegate.close();
    }
}
