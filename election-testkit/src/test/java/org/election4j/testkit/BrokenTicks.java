// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.election4j.spi.Attempt;
import org.election4j.spi.TickPause;
import org.election4j.spi.TickRead;
import org.election4j.spi.TickRecord;
import org.election4j.spi.TickStore;
import org.election4j.spi.TickWrite;
import org.jspecify.annotations.Nullable;

/** Stores of ticks that are broken in one way each. */
class BrokenTicks implements TickStore {

    final TickStore target;

    BrokenTicks(TickStore target) {
        this.target = target;
    }

    @Override
    public TickRead read(String job, Attempt attempt) {
        return target.read(job, attempt);
    }

    @Override
    public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
        return target.start(expected, next, attempt);
    }

    @Override
    public TickWrite end(UUID expected, TickRecord next, Attempt attempt) {
        return target.end(expected, next, attempt);
    }

    @Override
    public TickWrite pause(TickPause pause, Attempt attempt) {
        return target.pause(pause, attempt);
    }

    @Override
    public TickWrite resume(String job, Attempt attempt) {
        return target.resume(job, attempt);
    }

    @Override
    public String describe() {
        return target.describe();
    }

    @Nullable
    UUID current(String job, Attempt attempt) {
        return target.read(job, attempt) instanceof TickRead.Found found
                ? found.record().nonce()
                : null;
    }

    /** The last writer wins. */
    static TickStore overwriting(TickStore store) {
        return new BrokenTicks(store) {
            @Override
            public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
                return target.start(current(next.job(), attempt), next, attempt);
            }

            @Override
            public TickWrite end(UUID expected, TickRecord next, Attempt attempt) {
                UUID current = current(next.job(), attempt);
                return target.end(current == null ? expected : current, next, attempt);
            }
        };
    }

    /** Creates what it was to replace. */
    static TickStore creatingOnReplace(TickStore store) {
        return new BrokenTicks(store) {
            @Override
            public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
                return target.start(current(next.job(), attempt) == null ? null : expected, next, attempt);
            }
        };
    }

    /** Reads, compares and writes in three steps. */
    static TickStore comparingBeforeWriting(TickStore store) {
        return new BrokenTicks(store) {
            @Override
            public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
                UUID found = current(next.job(), attempt);
                if (expected == null ? found != null : !expected.equals(found)) {
                    return new TickWrite.Rejected();
                }
                Await.pause(Duration.ofMillis(50));
                return target.start(current(next.job(), attempt), next, attempt);
            }
        };
    }

    /** Half a nonce is enough for it. */
    static TickStore comparingHalfTheNonce(TickStore store) {
        return new BrokenTicks(store) {
            @Override
            public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
                return target.start(near(expected, next, attempt), next, attempt);
            }

            private @Nullable UUID near(@Nullable UUID expected, TickRecord next, Attempt attempt) {
                UUID found = current(next.job(), attempt);
                return expected != null
                                && found != null
                                && expected.getMostSignificantBits() == found.getMostSignificantBits()
                        ? found
                        : expected;
            }
        };
    }

    /** One record for all jobs. */
    static TickStore mixingJobsUp(TickStore store) {
        return new BrokenTicks(store) {
            @Override
            public TickRead read(String job, Attempt attempt) {
                return target.read("any", attempt);
            }

            @Override
            public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
                return target.start(expected, renamed(next), attempt);
            }

            private TickRecord renamed(TickRecord next) {
                return new TickRecord(
                        "any",
                        next.tick(),
                        next.state(),
                        next.electionName(),
                        next.term(),
                        next.candidateId(),
                        next.startedAt(),
                        next.endedAt(),
                        next.missed(),
                        next.attempt(),
                        next.nonce());
            }
        };
    }

    /** As a replica does, or a cache. */
    static TickStore showingThePast(TickStore store) {
        Map<String, TickRead> seen = new ConcurrentHashMap<>();
        return new BrokenTicks(store) {
            @Override
            public TickRead read(String job, Attempt attempt) {
                TickRead current = target.read(job, attempt);
                TickRead old = seen.put(job, current);
                return old == null ? current : old;
            }
        };
    }

    /** An end counts as a start: only the leader may write it. */
    static TickStore fencingEnds(TickStore store) {
        return new BrokenTicks(store) {
            @Override
            public TickWrite end(UUID expected, TickRecord next, Attempt attempt) {
                return target.start(expected, next, attempt);
            }
        };
    }

    /** Looks whether the term leads, and writes a little later. */
    static TickStore lookingBefore(TickStore fenced, TickStore unfenced) {
        return new BrokenTicks(unfenced) {
            @Override
            public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
                TickRecord probe = new TickRecord(
                        "probe of " + next.nonce(),
                        next.tick(),
                        next.state(),
                        next.electionName(),
                        next.term(),
                        next.candidateId(),
                        next.startedAt(),
                        null,
                        0,
                        1,
                        next.nonce());
                TickWrite looked = fenced.start(null, probe, attempt);
                Await.pause(Duration.ofMillis(10));
                return looked instanceof TickWrite.Applied ? target.start(expected, next, attempt) : looked;
            }
        };
    }

    /** Has a clock, and keeps the time to itself. */
    static TickStore hidingTheTime(TickStore store) {
        return new BrokenTicks(store) {
            @Override
            public TickRead read(String job, Attempt attempt) {
                return target.read(job, attempt) instanceof TickRead.Found found
                        ? new TickRead.Found(found.record(), null, null)
                        : new TickRead.Absent(null, null);
            }
        };
    }

    /** Answers early, and has written all the same. */
    static TickStore writingEarly(TickStore fenced, TickStore farAhead) {
        return new BrokenTicks(farAhead) {
            @Override
            public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
                TickWrite written = target.start(expected, next, attempt);
                return fenced.start(expected, next, attempt) instanceof TickWrite.Early early ? early : written;
            }

            @Override
            public TickRead read(String job, Attempt attempt) {
                TickRead read = target.read(job, attempt);
                Instant now = ((TickRead.Absent) fenced.read("nobody's", attempt)).storeTime();
                return read instanceof TickRead.Found found
                        ? new TickRead.Found(found.record(), now, null)
                        : new TickRead.Absent(now, null);
            }
        };
    }

    /** A paused job is no longer paused once its record is written. */
    static TickStore resumingWithEachTick(TickStore store) {
        return new BrokenTicks(store) {
            @Override
            public TickWrite start(@Nullable UUID expected, TickRecord next, Attempt attempt) {
                target.resume(next.job(), attempt);
                return target.start(expected, next, attempt);
            }
        };
    }

    /** Shows a pause with the record only. */
    static TickStore hidingPausesWithoutRecord(TickStore store) {
        return new BrokenTicks(store) {
            @Override
            public TickRead read(String job, Attempt attempt) {
                TickRead read = target.read(job, attempt);
                return read instanceof TickRead.Absent absent ? new TickRead.Absent(absent.storeTime(), null) : read;
            }
        };
    }

    /** Pauses for ever. */
    static TickStore neverResuming(TickStore store) {
        return new BrokenTicks(store) {
            @Override
            public TickWrite resume(String job, Attempt attempt) {
                return new TickWrite.Applied();
            }
        };
    }

    /** Keeps the first pause. */
    static TickStore pausingOnce(TickStore store) {
        return new BrokenTicks(store) {
            @Override
            public TickWrite pause(TickPause pause, Attempt attempt) {
                return target.read(pause.job(), attempt) instanceof TickRead.Absent absent && absent.pause() != null
                        ? new TickWrite.Applied()
                        : target.pause(pause, attempt);
            }
        };
    }
}
