// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.List;
import java.util.stream.Stream;

/** Machines with one mistake each, and the scope that notices. */
@SuppressWarnings("StringConcatToTextBlock") // the snippets are read beside the source
public final class Mutants {

    private static final String SESSION = "SessionMachine";
    private static final String CAMPAIGN = "CampaignMachine";
    private static final String SEAT = "SeatRule";
    private static final String EXTENDS = "write.sentNanos + timings.validityNanos()";
    private static final String REJECTED = "        } else if (outcome instanceof WriteOutcome.Rejected rejected) {\n"
            + "            sameEpoch(rejected.stamp().epoch());\n"
            + "        }";
    private static final String BELIEVES = "acknowledged(write, Version.of(write.nonce), now, busy);";
    private static final String NOT_APPLIED = "notApplied(write, stored.version().equals(state.acked));";
    private static final String UNANSWERED =
            "state = state.following(state.sight().stale(), claim.unresolved(), null);";

    private Mutants() {}

    /** Those that a small search notices. */
    public static List<ScopedMutant> all() {
        return Stream.of(heartbeats(), slowAnswers(), unclearAnswers(), seats(), LaterMutants.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Those that take a large search. */
    public static List<ScopedMutant> slow() {
        ScopedMutant stranger = new ScopedMutant(
                "H4",
                "a slow heartbeat is taken for a stranger's",
                SESSION,
                "Write mine = state.issued(stored.version().nonce());",
                "Write mine = stored.version().nonce().equals(write.nonce) ? write : null;",
                "slow-heartbeat");
        return Stream.concat(LaterMutants.slow().stream(), Stream.of(stranger)).toList();
    }

    private static List<ScopedMutant> heartbeats() {
        return List.of(
                new ScopedMutant(
                        "H1",
                        "every heartbeat is a create",
                        SESSION,
                        "                state.acked, identity.record(",
                        "                null, identity.record(",
                        "core"),
                new ScopedMutant(
                        "H2",
                        "validity from the answer's time",
                        SESSION,
                        EXTENDS,
                        "now + timings.validityNanos()",
                        "core"),
                new ScopedMutant(
                        "H2",
                        "margin too small: V is 1.1 D",
                        SESSION,
                        EXTENDS,
                        "write.sentNanos + timings.leaseNanos() / 10 * 11",
                        "core"),
                new ScopedMutant(
                        "H3",
                        "an acknowledgement revives, although the stop is due",
                        SESSION,
                        "        tick(now, busy);\n        Phase next",
                        "        Phase next",
                        "core"));
    }

    private static List<ScopedMutant> slowAnswers() {
        return List.of(
                new ScopedMutant(
                        "H3",
                        "a read that shows me alive extends",
                        SESSION,
                        NOT_APPLIED,
                        "if (stored.version().equals(state.acked)) {\n acknowledged(new Write(write.kind, write.nonce, write.number, now),"
                                + " stored.version(), now, busy);\n } else {\n" + NOT_APPLIED + "\n}",
                        "slow-heartbeat"),
                new ScopedMutant(
                        "H4",
                        "a slow heartbeat counts from the send of the latest",
                        SESSION,
                        "acknowledged(mine, stored.version(), now, busy);",
                        "acknowledged(new Write(mine.kind, mine.nonce, mine.number, write.sentNanos), stored.version(), now,"
                                + " busy);",
                        "slow-heartbeat"));
    }

    private static List<ScopedMutant> unclearAnswers() {
        return List.of(
                new ScopedMutant(
                        "H4",
                        "rejected heartbeat taken for applied",
                        SESSION,
                        REJECTED,
                        "} else if (outcome instanceof WriteOutcome.Rejected) {\n" + BELIEVES + "\n}",
                        "core"),
                new ScopedMutant(
                        "H4",
                        "unanswered heartbeat taken for applied",
                        SESSION,
                        REJECTED,
                        "} else if (outcome instanceof WriteOutcome.Unknown) {\n" + BELIEVES + "\n}",
                        "unanswered"),
                new ScopedMutant(
                        "H4",
                        "rejected acquisition taken for applied",
                        CAMPAIGN,
                        UNANSWERED,
                        "if (outcome instanceof WriteOutcome.Rejected) {\n return won(claim, state.sight(),"
                                + " Version.of(claim.nonce()), now, standing);\n }\n" + UNANSWERED,
                        "core"),
                new ScopedMutant(
                        "H4",
                        "unanswered acquisition taken for applied",
                        CAMPAIGN,
                        UNANSWERED,
                        "if (outcome instanceof WriteOutcome.Unknown) {\n return won(claim, state.sight(),"
                                + " Version.of(claim.nonce()), now, standing);\n }\n" + UNANSWERED,
                        "unanswered"));
    }

    private static List<ScopedMutant> seats() {
        return List.of(
                new ScopedMutant(
                        "R1",
                        "the term does not rise",
                        SEAT,
                        "Math.max(recorded, sight.highestTerm()) + 1",
                        "Math.max(recorded, sight.highestTerm())",
                        "core"),
                new ScopedMutant(
                        "R1, R2",
                        "establish without revoke",
                        SEAT,
                        "return holderEnded || isForgotten(",
                        "return true || isForgotten(",
                        "core"));
    }
}
