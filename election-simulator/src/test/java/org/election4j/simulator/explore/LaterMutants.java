// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator.explore;

import java.util.List;
import java.util.stream.Stream;

/** Mistakes in what comes after a leadership was gained: stopping, giving up, revoking, settling. */
@SuppressWarnings("StringConcatToTextBlock") // the snippets are read beside the source
final class LaterMutants {

    private static final String SESSION = "SessionMachine";
    private static final String CAMPAIGN = "CampaignMachine";
    private static final String SEAT = "SeatRule";
    private static final String RIVAL = "RivalWatch";
    private static final String SETTLEMENT = "SettlementMachine";
    private static final String MAY_RELEASE =
            "if (state.phase() != Phase.RELEASING || exit == null || exit.release() != null";

    private LaterMutants() {}

    static List<ScopedMutant> all() {
        return Stream.of(endings(), givingUp(), clones(), rivals(), epochs())
                .flatMap(List::stream)
                .toList();
    }

    private static List<ScopedMutant> endings() {
        return List.of(
                new ScopedMutant(
                        "H1",
                        "every heartbeat has the same nonce",
                        SESSION,
                        "UUID id = kind == Kind.CREATE && !state.slow.isEmpty() ? state.slow.get(0).nonce : nonce;",
                        "UUID id = identity.incarnation();",
                        "core"),
                new ScopedMutant(
                        "H6",
                        "a leader never stops by itself",
                        SESSION,
                        "return state.phase == Phase.LIVE && now - stopAtNanos() >= 0;",
                        "return false;",
                        "core"),
                new ScopedMutant(
                        "H5",
                        "leads although the session is not usable any more",
                        CAMPAIGN,
                        "if (sameHistory && mayLead(now, standing)) {",
                        "if (sameHistory) {",
                        "core"));
    }

    private static List<ScopedMutant> givingUp() {
        return List.of(
                new ScopedMutant(
                        "H7",
                        "released before user code has returned",
                        CAMPAIGN,
                        MAY_RELEASE,
                        "if (state.phase() == Phase.DRAINING) {\n"
                                + " state = state.withExit(Phase.RELEASING, new Exit(exit.seat(), null, false, 0));\n"
                                + " CompareAndSet early = release(wallClock, standing, nonce);\n"
                                + " state = state.withExit(Phase.DRAINING, state.exit());\n return early;\n }\n"
                                + MAY_RELEASE,
                        "resignation"),
                new ScopedMutant(
                        "H7",
                        "a release forgets the term",
                        CAMPAIGN,
                        "held.term(), exit.seat()",
                        "1, exit.seat()",
                        "resignation"),
                new ScopedMutant(
                        "H9",
                        "a holder does not believe that its record was changed",
                        CAMPAIGN,
                        "        if (sight.shows(tenure.version())) {\n            return Turn.NONE;\n"
                                + "        }\n        boolean wasLeading",
                        "        if (sight.any()) {\n            return Turn.NONE;\n        }\n"
                                + "        boolean wasLeading",
                        "deleted-election"));
    }

    private static List<ScopedMutant> clones() {
        return List.of(
                new ScopedMutant(
                        "H7",
                        "a release waits for no heartbeat",
                        "CampaignState",
                        "return release == null && standing.assured() <= after;",
                        "return false;",
                        "cloned-again"),
                new ScopedMutant(
                        "H7",
                        "a heartbeat on its way while user code works is enough",
                        "CampaignState",
                        "return new Exit(seat, null, false, standing.begun());",
                        "return new Exit(seat, null, false, standing.assured());",
                        "cloned-again"));
    }

    private static List<ScopedMutant> rivals() {
        return List.of(
                new ScopedMutant(
                        "R2",
                        "a rival waits for half a lease",
                        RIVAL,
                        "long observed = state.sinceNanos + leaseNanos();",
                        "long observed = state.sinceNanos + leaseNanos() / 2;",
                        "core"),
                new ScopedMutant(
                        "R2",
                        "an absent session is taken for dead at once",
                        RIVAL,
                        "absent.stamp().epoch(), since, receipt, false);",
                        "absent.stamp().epoch(), since, receipt, true);",
                        "deleted-session"),
                new ScopedMutant(
                        "R3",
                        "a renewal does not restart a watch",
                        RIVAL,
                        "boolean same = before != null && before.version().equals(stored.version())"
                                + " && state.epoch.equals(epoch);",
                        "boolean same = before != null && state.epoch.equals(epoch);",
                        "core"),
                new ScopedMutant(
                        "R4",
                        "the store's clock is trusted unasked",
                        RIVAL,
                        "Long expiry = byStoreClock ? expiryNanos() : null;",
                        "Long expiry = expiryNanos();",
                        "jumps"));
    }

    private static List<ScopedMutant> epochs() {
        return List.of(
                new ScopedMutant(
                        "R5",
                        "nobody waits before settling",
                        SETTLEMENT,
                        "boolean settles = ripe != null && now - ripe >= 0;",
                        "boolean settles = ripe != null;",
                        "failover"),
                new ScopedMutant(
                        "R1",
                        "terms do not jump after a failover",
                        SEAT,
                        "boolean historyLost = seen == null || !seen.epoch().equals(epoch);",
                        "boolean historyLost = false;",
                        "failover"),
                new ScopedMutant(
                        "R6",
                        "what makes no sense is believed",
                        SEAT,
                        "return since != null && now - since < standing.maxLeaseNanos();",
                        "return false;",
                        "deleted-election"));
    }

    /** Those that take a search to its end to be noticed. */
    static List<ScopedMutant> slow() {
        return List.of(
                new ScopedMutant(
                        "R3",
                        "the store's clock is not asked",
                        RIVAL,
                        "boolean onlyIfExpired = found.remaining() != null && now - state.sinceNanos < 2"
                                + " * leaseNanos();",
                        "boolean onlyIfExpired = false;",
                        "store-clock"),
                new ScopedMutant(
                        "R3",
                        "the store's clock is asked for ever",
                        RIVAL,
                        "found.remaining() != null && now - state.sinceNanos < 2 * leaseNanos();",
                        "found.remaining() != null;",
                        "store-clock"));
    }
}
