// SPDX-License-Identifier: Apache-2.0
package org.election4j;

import java.time.Duration;

/**
 * The end of a leadership.
 *
 * @param reason why it ended
 * @param exclusiveFor how much longer nobody else could lead, measured when the loss was delivered; zero if somebody may
 *     lead already
 * @param report the evidence
 */
public record Loss(LossReason reason, Duration exclusiveFor, LossReport report) {}
