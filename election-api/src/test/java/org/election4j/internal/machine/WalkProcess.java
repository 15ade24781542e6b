// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.election4j.LossReason;
import org.election4j.internal.machine.CampaignMachine.Turn;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.internal.machine.WalkWorld.Event;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.Guard;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/** One candidate of a walk: its machines, its clock, and a driver that does everything late and in any order. */
final class WalkProcess {

    static final Timings TIMINGS = Timings.of(Samples.LEASE);
    private static final Guard GUARD = new Guard(Samples.EPOCH, new UUID(1, 1));
    private static final RecordKey.Election KEY = new RecordKey.Election(Samples.ELECTION);
    private static final SessionContent CONTENT = new SessionContent(null, 0, 0);

    final CampaignMachine campaign = new CampaignMachine(Samples.ELECTION, true);
    private final WalkWorld world;
    private final String id;
    private final long origin;
    private final double rate;
    private final Set<Long> ledTerms = new HashSet<>();
    private final Set<Long> stoppedTerms = new HashSet<>();
    private SessionMachine session;
    private @Nullable SessionMachine tenureSession;
    private @Nullable RivalWatch watch;
    private long pausedUntil;
    private long lastSent;
    private int heartbeatCall;
    private int campaignCall;
    private boolean heartbeatBusy;
    private boolean campaignBusy;
    private boolean drained;

    WalkProcess(WalkWorld world, String id, long origin, double rate) {
        this.world = world;
        this.id = id;
        this.origin = origin;
        this.rate = rate;
        this.session = open();
        world.after(world.millis(0, 1000), this::step);
    }

    private SessionMachine open() {
        lastSent = now() - TIMINGS.leaseNanos();
        return new SessionMachine(new SessionIdentity(world.freshId(), id, null, Samples.EPOCH), TIMINGS);
    }

    private long now() {
        return origin + (long) (world.now() * rate);
    }

    private Phase phase() {
        return campaign.state().phase();
    }

    @Override
    public String toString() {
        return id;
    }

    // ---- what the rules ask ----------------------------------------------------------------------------------------

    /** The predicate of H5. */
    boolean leads() {
        return phase() == Phase.LEADING && tenureSession == session && session.isUsable(now());
    }

    /** Whether nobody else can lead because of what drains here. */
    boolean isProtected() {
        SessionMachine held = tenureSession;
        return held != null && now() - held.state().validUntilNanos() < 0;
    }

    boolean everLed(long term) {
        return ledTerms.contains(term);
    }

    /** Notes what was led, and that what was stopped does not come back. */
    void notice() {
        CampaignState.Tenure tenure = campaign.state().tenure();
        if (tenure == null) {
            return;
        }
        long term = tenure.record().term();
        if (leads()) {
            WalkRules.require(!stoppedTerms.contains(term), "%s leads again in term %s", id, term);
            ledTerms.add(term);
        } else if (ledTerms.contains(term)) {
            stoppedTerms.add(term);
        }
    }

    // ---- the driver ------------------------------------------------------------------------------------------------

    private boolean isBusy() {
        return campaign.occupies(session.identity().incarnation());
    }

    private Standing standing() {
        long now = now();
        return new Standing(
                session.identity().incarnation(),
                id,
                null,
                Samples.LEASE,
                session.isUsable(now),
                session.mayAcquire(now),
                session.isReleasable(),
                session.state().begun(),
                session.assuredNumber(now),
                GUARD,
                TIMINGS.leaseNanos());
    }

    /** Runs now, or once the pause is over. */
    private void awake(Runnable what) {
        if (world.now() < pausedUntil) {
            world.after(pausedUntil - world.now() + world.millis(0, 20), () -> awake(what));
        } else {
            what.run();
            follow();
        }
    }

    private void step() {
        world.after(world.millis(20, 400), this::step);
        if (!world.calm && world.random.nextInt(300) == 0) {
            pausedUntil = world.now() + world.millis(100, 25_000);
        }
        if (world.now() >= pausedUntil) {
            follow();
            heartbeat();
            contest();
            userCode();
            follow();
        }
    }

    /** Brings leadership in line with the session, as an engine does under its lock. */
    private void follow() {
        session.tick(now(), isBusy());
        SessionMachine.Phase phase = session.state().phase();
        if (phase == SessionMachine.Phase.OPENING || phase == SessionMachine.Phase.LIVE) {
            return;
        }
        campaign.leaveUnreleased(standing());
        if (phase() == Phase.LEADING && tenureSession == session) {
            campaign.stop(null);
        }
        CampaignState.Tenure tenure = campaign.state().tenure();
        boolean holding =
                tenure != null && tenure.incarnation().equals(session.identity().incarnation());
        if (phase == SessionMachine.Phase.STOPPED && !holding) {
            world.count(Event.SESSION_STOPPED);
            session.end();
        }
        if (session.state().phase() == SessionMachine.Phase.GONE) {
            session = open();
        }
    }

    // ---- heartbeats ------------------------------------------------------------------------------------------------

    private void heartbeat() {
        if (heartbeatBusy) {
            return;
        }
        SessionMachine current = session;
        if (current.wantsRead()) {
            callHeartbeat(
                    answered -> world.read(
                            current.identity().key(),
                            outcome -> answered.accept(() -> {
                                current.read(outcome, now(), isBusy());
                            })),
                    () -> {});
        } else if (now() - lastSent >= TIMINGS.renewNanos()) {
            CompareAndSet write = current.begin(now(), world.freshId(), CONTENT);
            if (write != null) {
                UUID nonce = write.next().nonce();
                lastSent = now();
                callHeartbeat(
                        answered -> world.write(
                                write,
                                outcome -> answered.accept(() -> current.answered(nonce, outcome, now(), isBusy()))),
                        () -> current.answered(nonce, Samples.unanswered(), now(), isBusy()));
            }
        }
    }

    /** Writes answer late even after they were given up; the machine has to ignore that. */
    private void callHeartbeat(Consumer<Consumer<Runnable>> call, Runnable timedOut) {
        int number = ++heartbeatCall;
        heartbeatBusy = true;
        call.accept(answer -> awake(() -> {
            answer.run();
            heartbeatBusy &= number != heartbeatCall;
        }));
        world.after(
                TIMINGS.attemptNanos(),
                () -> awake(() -> {
                    if (heartbeatBusy && number == heartbeatCall) {
                        heartbeatBusy = false;
                        timedOut.run();
                    }
                }));
    }

    // ---- the election ----------------------------------------------------------------------------------------------

    private void contest() {
        if (campaignBusy) {
            return;
        }
        boolean stale = !campaign.state().sight().fresh() || campaign.isUnresolved();
        if (stale || world.random.nextInt(4) == 0) {
            callRead(KEY, outcome -> {
                boolean unresolved = campaign.isUnresolved();
                turned(campaign.read(outcome, now(), standing()), unresolved);
            });
            return;
        }
        ElectionRecord.Held held = campaign.state().sight().holder();
        boolean rival =
                held != null && !held.incarnation().equals(session.identity().incarnation());
        if (rival && phase() == Phase.FOLLOWING && !contestRival(held)) {
            return;
        }
        propose(rival && watch != null && watch.endedIn(Samples.EPOCH));
    }

    /** Watches and revokes; true once there is nothing to do about the holder's session. */
    private boolean contestRival(ElectionRecord.Held held) {
        RivalWatch known = watch;
        if (known == null || !known.incarnation().equals(held.incarnation())) {
            known = new RivalWatch(held.incarnation(), held.candidateId(), held.lease());
            watch = known;
        }
        RivalWatch current = known;
        if (current.endedIn(Samples.EPOCH)) {
            return true;
        }
        CompareAndSet revoke = current.revoke(now(), false, world.freshId(), GUARD);
        if (revoke == null || world.random.nextInt(3) == 0) {
            callRead(new RecordKey.Session(held.incarnation()), outcome -> current.see(outcome, now()));
        } else {
            callWrite(revoke, outcome -> {
                if (outcome instanceof WriteOutcome.Applied) {
                    world.count(Event.REVOKED);
                    current.revoked();
                }
            });
        }
        return false;
    }

    private void propose(boolean holderEnded) {
        UUID nonce = world.freshId();
        CompareAndSet release = campaign.release(Samples.NOON, standing(), nonce);
        if (release != null) {
            callWrite(release, outcome -> turned(campaign.releaseAnswered(nonce, outcome, now()), false));
            return;
        }
        SessionMachine under = session;
        CompareAndSet acquire = campaign.acquire(now(), Samples.NOON, standing(), holderEnded, nonce);
        if (acquire != null) {
            UUID tried = acquire.next().nonce();
            if (holderEnded) {
                world.count(Event.TAKEN_FROM_ENDED);
            }
            tenureSession = under;
            callWrite(acquire, outcome -> {
                turned(campaign.acquireAnswered(tried, outcome, now(), standing()), false);
                if (!(outcome instanceof WriteOutcome.Applied)) {
                    world.giveUp(tried);
                    hesitate();
                }
            });
        }
    }

    /** Whoever does not try again at once meets the late landing of what it tried before. */
    private void hesitate() {
        if (!world.calm && world.random.nextInt(3) > 0) {
            campaign.rest(now() + world.millis(0, 10_000));
        }
    }

    private void turned(Turn turn, boolean unresolved) {
        if (turn == Turn.GAINED) {
            drained = false;
            world.count(Event.LED);
            if (unresolved) {
                world.count(Event.RESOLVED_BY_READ);
            }
        }
    }

    private void callRead(RecordKey key, Consumer<ReadOutcome> answer) {
        int number = ++campaignCall;
        campaignBusy = true;
        world.read(
                key,
                outcome -> awake(() -> {
                    if (campaignBusy && number == campaignCall) {
                        campaignBusy = false;
                        answer.accept(outcome);
                    }
                }));
        world.after(TIMINGS.attemptNanos(), () -> awake(() -> campaignBusy &= number != campaignCall));
    }

    private void callWrite(CompareAndSet write, Consumer<WriteOutcome> answer) {
        int number = ++campaignCall;
        campaignBusy = true;
        world.write(
                write,
                outcome -> awake(() -> {
                    campaignBusy &= number != campaignCall;
                    answer.accept(outcome);
                }));
        world.after(
                TIMINGS.attemptNanos(),
                () -> awake(() -> {
                    if (campaignBusy && number == campaignCall) {
                        campaignBusy = false;
                        answer.accept(Samples.unanswered());
                    }
                }));
    }

    // ---- user code -------------------------------------------------------------------------------------------------

    private void userCode() {
        if (phase() == Phase.LEADING && !world.calm && world.random.nextInt(200) == 0) {
            String to = world.processes.get(world.random.nextInt(world.processes.size())).id;
            boolean handsOver = world.random.nextBoolean();
            campaign.stop(
                    handsOver ? new ElectionRecord.Handover(to, Duration.ofSeconds(3)) : new ElectionRecord.Free());
            campaign.rest(now() + world.millis(0, 8000));
        } else if (phase() == Phase.LEADING && !world.calm && world.random.nextInt(1000) == 0) {
            session.stop(LossReason.CLOSED);
        } else if (phase() == Phase.DRAINING && !drained && world.random.nextInt(8) == 0) {
            drained = true;
            world.drainedTerms.add(campaign.state().tenure().record().term());
            boolean releasable = world.random.nextInt(4) > 0;
            if (!releasable) {
                world.count(Event.LEFT_WITHOUT_RELEASE);
                session.stop(LossReason.RECORD_CHANGED);
            }
            campaign.drained(standing());
        }
    }
}
