// SPDX-License-Identifier: Apache-2.0
/**
 * Leader election on the database a team already runs.
 *
 * <p>A process takes part as a {@link org.election4j.Candidate} with one session in a {@linkplain
 * org.election4j.spi.LeaseStore store}. A {@link org.election4j.LeaderElector} campaigns for one election on its behalf.
 * While it leads there is a {@link org.election4j.Leadership}: a right that expires unless the session's
 * heartbeat is acknowledged in time, with a {@linkplain org.election4j.Leadership#term() term} that serves as fencing
 * token.
 *
 * <p>Two promises, with different footing. <em>At most one valid leadership</em> rests on clocks whose rates differ by
 * at most ten percent, and on nothing else about time. <em>Terms rise with every leadership</em> rests on no clock at
 * all; a resource that refuses smaller terms is safe whatever happens to processes, networks and clocks.
 */
@NullMarked
package org.election4j;

import org.jspecify.annotations.NullMarked;
