// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.HintListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.UnsafeStoreException;

/** Stores that keep their records well, and behave badly. */
final class BrokenManners {

    private BrokenManners() {}

    static LeaseStore markingInDisorder(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public ReadOutcome read(RecordKey key, Attempt attempt) {
                ReadOutcome outcome = target.read(key, Breakage.attempt());
                attempt.replied();
                attempt.sent();
                return outcome;
            }
        };
    }

    static LeaseStore markingTwice(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public ReadOutcome read(RecordKey key, Attempt attempt) {
                attempt.connected();
                return target.read(key, attempt);
            }
        };
    }

    /** Waits a default of its driver instead of the time it was given. */
    static LeaseStore ignoringTheTimeLimit(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public ReadOutcome read(RecordKey key, Attempt attempt) {
                if (attempt.remaining().toMillis() < 10) {
                    LockSupport.parkNanos(1_000_000_000L);
                }
                return target.read(key, attempt);
            }
        };
    }

    static LeaseStore failingForLackOfTime(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public ReadOutcome read(RecordKey key, Attempt attempt) {
                if (attempt.remaining().isZero()) {
                    throw new IllegalArgumentException("timeout must be positive");
                }
                return target.read(key, attempt);
            }
        };
    }

    static LeaseStore refusingToBeClosedTwice(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            private boolean closed;

            @Override
            public void close() {
                if (closed) {
                    throw new IllegalStateException("closed already");
                }
                closed = true;
                target.close();
            }
        };
    }

    static LeaseStore ignoringItsEnd(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public void close() {}
        };
    }

    /** One connection for all. */
    static UnaryOperator<LeaseStore> closingTheOthersToo() {
        boolean[] closed = new boolean[1];
        return store -> new DelegatingLeaseStore(store) {
            @Override
            public ReadOutcome read(RecordKey key, Attempt attempt) {
                return closed[0]
                        ? new ReadOutcome.Unknown(new IllegalStateException("closed"))
                        : target.read(key, attempt);
            }

            @Override
            public void close() {
                closed[0] = true;
            }
        };
    }

    static LeaseStore tellingItsPassword(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public String describe() {
                return "store at db://elections:s3cret@db.example/elections";
            }
        };
    }

    static LeaseStore refusingToBeUsed(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public void probe(Attempt attempt) {
                throw new UnsafeStoreException("there is no store record");
            }
        };
    }

    static LeaseStore writingWhenProbed(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public void probe(Attempt attempt) {
                String epoch = Breakage.stamp(target).epoch();
                StoreRecord record = StoreFixture.storeRecord(epoch, StoreRecord.State.NEW);
                target.compareAndSet(new CompareAndSet(null, record, Guard.epoch(epoch)), attempt);
            }
        };
    }

    static LeaseStore neverHinting(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public Watch watch(HintListener hints) {
                hints.flowing(true);
                return () -> {};
            }
        };
    }

    static LeaseStore neverSayingThatHintsFlow(LeaseStore store) {
        return hinting(store, new HintChanges() {
            @Override
            public void flowing(HintListener hints, boolean flowing) {}
        });
    }

    static LeaseStore cuttingNamesInHints(LeaseStore store) {
        return hinting(store, new HintChanges() {
            @Override
            public void changed(HintListener hints, String electionName) {
                hints.changed(electionName.split(":", 2)[0]);
            }
        });
    }

    static LeaseStore hintingAfterTheEnd(LeaseStore store) {
        return new DelegatingLeaseStore(store) {
            @Override
            public Watch watch(HintListener hints) {
                Watch running = target.watch(hints);
                return () -> assertThat(running).isNotNull();
            }
        };
    }

    private interface HintChanges {
        default void changed(HintListener hints, String electionName) {
            hints.changed(electionName);
        }

        default void flowing(HintListener hints, boolean flowing) {
            hints.flowing(flowing);
        }
    }

    private static LeaseStore hinting(LeaseStore store, HintChanges changes) {
        return new DelegatingLeaseStore(store) {
            @Override
            public Watch watch(HintListener hints) {
                return target.watch(new HintListener() {
                    @Override
                    public void changed(String electionName) {
                        changes.changed(hints, electionName);
                    }

                    @Override
                    public void missed() {
                        hints.missed();
                    }

                    @Override
                    public void flowing(boolean flowing) {
                        changes.flowing(hints, flowing);
                    }
                });
            }
        };
    }
}
