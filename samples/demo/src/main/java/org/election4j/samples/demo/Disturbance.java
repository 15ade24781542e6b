// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo;

import java.time.Duration;
import org.election4j.samples.demo.store.DemoStore;

/** What is done to a leader. */
enum Disturbance {
    /** SIGKILL. */
    KILL("kill -9"),
    /** SIGSTOP for two leases. */
    PAUSE("pause"),
    /** No packet passes between it and the database for two leases. */
    CUT("cut link"),
    /** It is asked to resign. */
    RESIGN("resign");

    private final String words;

    Disturbance(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /**
     * How soon somebody else has to lead. A leader that cannot release is replaced within a lease and a fifth after its
     * last heartbeat; a second more is for machines that are busy with other things.
     */
    Duration limit(DemoStore store, Duration lease) {
        Duration crash = lease.plus(lease.dividedBy(5)).plus(Duration.ofSeconds(1));
        return this == RESIGN ? store.handoverLimit(lease) : crash;
    }
}
