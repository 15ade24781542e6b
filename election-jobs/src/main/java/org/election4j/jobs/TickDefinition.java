// SPDX-License-Identifier: Apache-2.0
package org.election4j.jobs;

/** A job, how its ticks are treated, and what each of them does. */
record TickDefinition(String job, TickPolicy policy, TickWork work) {}
