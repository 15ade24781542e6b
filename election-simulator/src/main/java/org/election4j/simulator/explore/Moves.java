// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.function.Predicate;
import org.election4j.internal.machine.CampaignState.Phase;
import org.election4j.simulator.explore.Move.Kind;
import org.election4j.simulator.explore.Scope.Feature;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.WriteOutcome;
import org.jspecify.annotations.Nullable;

/** All that can happen next in a world. */
final class Moves {

    /** Takes the next worlds. */
    @FunctionalInterface
    interface Sink {
        void next(Move move, World world);
    }

    private final Scope scope;
    private final Sightings tally;
    private final StoreMoves storeMoves;
    private @Nullable Move current;

    Moves(Scope scope, Sightings tally) {
        this.scope = scope;
        this.tally = tally;
        this.storeMoves = new StoreMoves(scope, this);
    }

    /** The move that was begun last: the guilty one, if it broke a rule. */
    @Nullable
    Move current() {
        return current;
    }

    /**
     * Whether nobody leads or drains, and nobody can come to: no acquisition may be begun any more, and none is open. What
     * follows breaks no rule, so it is not looked at.
     */
    boolean isSpent(World world) {
        if (mayStill(Budget.ACQUISITIONS, world)) {
            return false;
        }
        for (ProcessState process : world.processes()) {
            Phase phase = process.campaign().phase();
            boolean idle = phase == Phase.FOLLOWING || phase == Phase.RELEASING;
            if (!idle || process.campaign().claim() != null) {
                return false;
            }
        }
        return true;
    }

    void from(World world, Sink sink) {
        if (isSpent(world)) {
            return;
        }
        for (ProcessState process : world.processes()) {
            int index = process.index();
            if (!isOver(process) && !isToCome(process, world)) {
                heartbeatMoves(world, process, sink);
                campaignMoves(world, process, sink);
                userMoves(world, process, sink);
            }
            if (scope.limit(Budget.CRASHES) > 0 && process.sessions() < scope.sessions()) {
                attempt(Kind.CRASH, index, 0, world, sink, draft -> Beginnings.crash(draft, index));
            }
            if (index == 0 && process.session() != null && mayStill(Budget.CLONES, world)) {
                attempt(Kind.CLONE, index, 0, world, sink, Beginnings::cloneOfFirst);
            }
        }
        storeMoves.from(world, sink);
    }

    /** CandidateEngine#finishIfDone: closed for good. */
    private static boolean isOver(ProcessState process) {
        Phase phase = process.campaign().phase();
        return process.leaving() && process.session() == null && (phase == Phase.FOLLOWING || phase == Phase.ACQUIRING);
    }

    private boolean isToCome(ProcessState process, World world) {
        boolean late = scope.has(Feature.LATECOMERS) && process.index() > 0;
        boolean clone = scope.limit(Budget.CLONES) > 0 && process.index() == scope.processes() - 1;
        return (late && Budget.FAILOVERS.spent(world.spent()) == 0)
                || (clone && Budget.CLONES.spent(world.spent()) == 0);
    }

    private boolean isCutOff(ProcessState process, World world) {
        return scope.has(Feature.CUT_OFF) && process.index() == 0 && Budget.FAILOVERS.spent(world.spent()) > 0;
    }

    void attempt(Kind kind, int process, int detail, World world, Sink sink, Predicate<Draft> step) {
        Move move = new Move(kind, process, detail);
        current = move;
        Draft draft = new Draft(scope, tally, world);
        if (step.test(draft)) {
            sink.next(move, draft.done());
        }
    }

    private void act(Kind kind, int process, World world, Sink sink, Predicate<Actor> step) {
        attempt(kind, process, 0, world, sink, draft -> {
            Actor actor = new Actor(draft, process);
            boolean happened = step.test(actor);
            if (happened) {
                actor.save();
            }
            return happened;
        });
    }

    // ---- heartbeat lane --------------------------------------------------------------------------------------------

    private void heartbeatMoves(World world, ProcessState process, Sink sink) {
        int index = process.index();
        Call call = process.heartbeatCall();
        if (call == null) {
            act(Kind.BEAT, index, world, sink, actor -> !isCutOff(process, world) && beat(actor));
            if (mayStill(Budget.SLOW_HEARTBEATS, world)) {
                act(Kind.BEAT_SLOWLY, index, world, sink, this::beatSlowly);
            }
        } else if (call.isOnItsWay()) {
            lands(Kind.HEARTBEAT_LANDS, Kind.HEARTBEAT_LANDS_TWICE, index, call, world, sink);
        } else {
            act(Kind.HEARTBEAT_ANSWERED, index, world, sink, actor -> new HeartbeatLane(actor).answered());
        }
        if (call != null && call.write() != null && mayStill(Budget.UNKNOWNS, world)) {
            act(Kind.HEARTBEAT_LOST, index, world, sink, actor -> {
                actor.draft.spend(Budget.UNKNOWNS);
                new HeartbeatLane(actor).unanswered();
                return true;
            });
            act(Kind.HEARTBEAT_GIVEN_UP, index, world, sink, actor -> {
                boolean stays = becomesLate(actor.draft, call, Budget.UNKNOWNS);
                new HeartbeatLane(actor).unanswered();
                return stays;
            });
        }
        if (process.session() != null) {
            act(Kind.LOOK, index, world, sink, actor -> new HeartbeatLane(actor).look());
            act(Kind.ABANDON, index, world, sink, actor -> new HeartbeatLane(actor).abandon());
        }
    }

    private boolean beat(Actor actor) {
        boolean sent = new HeartbeatLane(actor).beat();
        Call call = actor.heartbeatCall;
        return sent && (call == null || !scope.has(Feature.SWIFT_HEARTBEATS) || land(actor, call, false));
    }

    private boolean beatSlowly(Actor actor) {
        HeartbeatLane lane = new HeartbeatLane(actor);
        Call call = actor.isBusy() && lane.beat() ? actor.heartbeatCall : null;
        if (call == null || !becomesLate(actor.draft, call, Budget.SLOW_HEARTBEATS)) {
            return false;
        }
        lane.unanswered();
        return true;
    }

    private boolean mayStill(Budget budget, World world) {
        return budget.spent(world.spent()) < scope.limit(budget);
    }

    /** The request goes on without its sender. */
    private boolean becomesLate(Draft draft, Call call, Budget budget) {
        CompareAndSet write = call.write();
        if (write == null || !call.isOnItsWay() || draft.late.size() >= scope.late()) {
            return false;
        }
        draft.spend(budget);
        draft.late.add(write);
        draft.forgetTheDead();
        return draft.late.contains(write);
    }

    private void lands(Kind once, Kind twice, int process, Call call, World world, Sink sink) {
        act(once, process, world, sink, actor -> land(actor, call, false));
        if (call.write() != null && mayStill(Budget.DUPLICATES, world)) {
            act(twice, process, world, sink, actor -> {
                actor.draft.spend(Budget.DUPLICATES);
                return land(actor, call, true);
            });
        }
    }

    private boolean land(Actor actor, Call call, boolean twice) {
        CompareAndSet write = call.write();
        if (write == null) {
            put(actor, call, call.sampled(actor.draft.store.read(call.key())));
            return true;
        }
        boolean applied = actor.draft.land(write);
        if (applied) {
            CampaignLane.noticeLanding(tally, write, actor.incarnation());
        } else if (call.purpose() == Call.Purpose.REVOKE) {
            tally.saw(Witness.REVOKE_LOST_TO_RENEWAL);
        }
        if (twice && !applied) {
            return false;
        }
        if (twice) {
            tally.saw(Witness.APPLIED_YET_REJECTED);
        }
        WriteOutcome outcome = applied && !twice ? actor.draft.store.applied(write) : actor.draft.store.rejected();
        put(actor, call, call.landed(outcome));
        return true;
    }

    /** The writes of the store record may take no time. */
    private boolean arrive(Actor actor) {
        Call call = actor.campaignCall;
        if (call != null && scope.has(Feature.SWIFT_SETTLING)) {
            land(actor, call, false);
            new CampaignAnswers(actor).answered();
        }
        return true;
    }

    /** Which lane the call is on: that very call, and not one like it. */
    @SuppressWarnings("ReferenceEquality")
    private static void put(Actor actor, Call before, Call after) {
        if (actor.heartbeatCall == before) {
            actor.heartbeatCall = after;
        } else {
            actor.campaignCall = after;
        }
    }

    // ---- campaign lane ---------------------------------------------------------------------------------------------

    private void campaignMoves(World world, ProcessState process, Sink sink) {
        int index = process.index();
        Call call = process.campaignCall();
        if (call == null) {
            if (!isCutOff(process, world)) {
                idleCampaignMoves(world, process, sink);
            }
            return;
        }
        if (call.isOnItsWay()) {
            lands(Kind.CAMPAIGN_LANDS, Kind.CAMPAIGN_LANDS_TWICE, index, call, world, sink);
        } else {
            act(Kind.CAMPAIGN_ANSWERED, index, world, sink, actor -> {
                new CampaignAnswers(actor).answered();
                return true;
            });
        }
        if (call.write() != null && mayStill(Budget.UNKNOWNS, world)) {
            act(Kind.CAMPAIGN_LOST, index, world, sink, actor -> {
                actor.draft.spend(Budget.UNKNOWNS);
                new CampaignAnswers(actor).unanswered();
                return true;
            });
            act(Kind.CAMPAIGN_GIVEN_UP, index, world, sink, actor -> {
                boolean stays = becomesLate(actor.draft, call, Budget.UNKNOWNS);
                new CampaignAnswers(actor).unanswered();
                return stays;
            });
        }
    }

    private void idleCampaignMoves(World world, ProcessState process, Sink sink) {
        int index = process.index();
        act(Kind.READ_ELECTION, index, world, sink, actor -> new CampaignLane(actor).readElection());
        if (process.rival() != null) {
            act(Kind.READ_SESSION, index, world, sink, actor -> new CampaignLane(actor).readSession());
            act(Kind.REVOKE, index, world, sink, actor -> new CampaignLane(actor).revoke());
        }
        if (scope.failsOver()) {
            act(Kind.READ_STORE, index, world, sink, actor -> new CampaignLane(actor).readStore());
            act(Kind.SETTLE, index, world, sink, actor -> new CampaignLane(actor).settle() && arrive(actor));
        }
        Phase phase = process.campaign().phase();
        if (phase == Phase.RELEASING || phase == Phase.DRAINING) {
            act(Kind.RELEASE, index, world, sink, actor -> new CampaignLane(actor).release());
            act(Kind.LEAVE_UNRELEASED, index, world, sink, actor -> new CampaignLane(actor).leaveUnreleased());
        }
        if (phase == Phase.FOLLOWING) {
            act(Kind.ACQUIRE, index, world, sink, actor -> new CampaignLane(actor).acquire());
        }
    }

    // ---- user code -------------------------------------------------------------------------------------------------

    private void userMoves(World world, ProcessState process, Sink sink) {
        int index = process.index();
        if (process.campaign().phase() == Phase.DRAINING) {
            act(Kind.DRAINED, index, world, sink, actor -> new UserMoves(actor).drains());
        }
        if (process.campaign().phase() == Phase.LEADING && mayStill(Budget.RESIGNATIONS, world)) {
            act(Kind.RESIGN, index, world, sink, actor -> new UserMoves(actor).resigns());
        }
        if (process.campaign().phase() == Phase.LEADING && mayStill(Budget.HANDOVERS, world)) {
            act(Kind.HAND_OVER, index, world, sink, actor -> new UserMoves(actor).handsOver());
        }
        if (!process.leaving() && mayStill(Budget.LEAVINGS, world)) {
            act(Kind.LEAVE, index, world, sink, actor -> new UserMoves(actor).leaves());
        }
    }
}
