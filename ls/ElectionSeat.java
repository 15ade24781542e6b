// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.election4j.LeaderInfo;
import org.election4j.LossReport;
import org.election4j.ResignOutcome;
import org.election4j.internal.leadership.CallbackQueue;
import org.election4j.internal.leadership.ElectorSettings;
import org.election4j.internal.leadership.LeadershipRun;
import org.election4j.internal.leadership.Pins;
import org.election4j.internal.machine.CampaignMachine;
import org.election4j.internal.machine.CampaignState;
import org.jspecify.annotations.Nullable;

/**
 * One election of a candidate: the machine, the leadership if there is one, and what the driver remembers between two
 * looks at the store. Guarded by the engine's lock, except for what is volatile.
 */
public final class ElectionSeat {

    public final String name;
    public final CampaignMachine machine;
    final ElectorSettings options;
    public final CallbackQueue callbacks;
    public final CompletableFuture<Void> closed = new CompletableFuture<>();
    public final List<CompletableFuture<ResignOutcome>> releases = new ArrayList<>();

    /** Observations that look through this seat. */
    public final List<ObservationHandle> observers = new ArrayList<>();

    /** What the current leadership may not be given up before. */
    public final Pins pins = new Pins();

    /** The current or draining leadership; read without the lock by {@code isLeader()}. */
    public volatile @Nullable LeadershipRun run;

    /** Who leads, as last seen; read without the lock. */
    public volatile @Nullable LeaderInfo leader;

    boolean leaderKnown;
    public volatile boolean closing;

    /** Receipt of the last answer about the record, and when to look again at the earliest after trouble. */
    long readNanos;

    long retryNanos;
    public boolean everRead;

    /** Acquisitions in a row that changed nothing. */
    int fruitless;

    /** The holder's count of releases when the record was last read. */
    long releasesSeen = -1;

    /** At least how many stand by, as last counted or told; 0 if that is not known. */
    int standbys;

    /** Whether the session still keeps others from leading while this drains; not if the record is lost. */
    boolean exclusive;

    /** Failures of leader work in a row. */
    int failures;

    /** How long to rest after the release that is under way. */
    long restNanos;

    /** When the stop signal was last given. */
    long stoppedNanos;

    /** When user code that is draining counts as overrun; null while not draining. */
    @Nullable
    public Long overrunAtNanos;

    public boolean overrun;

    @Nullable
    LossReport report;

    ElectionSeat(CampaignMachine machine, String name, ElectorSettings options, CallbackQueue callbacks, long now) {
        this.name = name;
        this.machine = machine;
        this.options = options;
        this.callbacks = callbacks;
        this.readNanos = now;
        this.retryNanos = now;
    }

    public CampaignState.Phase phase() {
        return machine.state().phase();
    }

    boolean isFollowing() {
        return phase() == CampaignState.Phase.FOLLOWING;
    }

    /** The term that is led or drained; 0 if none. */
    public long term() {
        CampaignState.Tenure tenure = machine.state().tenure();
        return tenure == null ? 0 : tenure.record().term();
    }
}
