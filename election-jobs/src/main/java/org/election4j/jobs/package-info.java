// SPDX-License-Identifier: Apache-2.0
/**
 * Jobs that only the leader runs. {@link org.election4j.jobs.Jobs} is where to begin.
 *
 * <p>There are two kinds. A <em>leader-only</em> task runs whenever somebody calls it on the leader, and is skipped elsewhere. A
 * <em>tick job</em> has a {@link org.election4j.jobs.Schedule}; each of its scheduled times is a <em>tick</em>, and a tick is started
 * on one candidate, whoever leads when and whatever their clocks say.
 */
@NullMarked
package org.election4j.jobs;

import org.jspecify.annotations.NullMarked;
