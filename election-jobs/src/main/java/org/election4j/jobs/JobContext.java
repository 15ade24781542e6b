// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

import java.time.InstantSource;
import org.election4j.LeaderElector;

/** What all jobs of an elector share. */
record JobContext(LeaderElector elector, LeaderRuns runs, RunLimit limits, JobLog log, InstantSource clock) {}
