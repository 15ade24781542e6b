// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Why a leadership was lost, as far as this process can tell: evidence and one verdict.
 *
 * @param verdict what took most of the lost time
 * @param shares how much of the lost time each cause took; empty if nothing was late
 * @param heartbeats the last heartbeats of the session, oldest first
 * @param summary all of it in one line, as it is logged
 */
public record LossReport(
        LossCause verdict, Map<LossCause, Duration> shares, List<Heartbeat> heartbeats, String summary) {

    /** Copies the collections. */
    public LossReport {
        shares = Map.copyOf(shares);
        heartbeats = List.copyOf(heartbeats);
    }
}
