// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.Instant;
import org.election4j.Leadership;

/**
 * One start of one tick.
 *
 * @param job the job
 * @param tick the time the run was scheduled for: the name of the run, the same on every candidate
 * @param leadership the leadership to work under
 * @param missed how many ticks between the one before and this one nobody started
 * @param attempt 1, or more if this tick was started before and did not end
 */
public record TickRun(String job, Instant tick, Leadership leadership, long missed, int attempt) {}
