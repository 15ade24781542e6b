// SPDX-License-Identifier: Apache-2.0
/**
 * How fast, and at what cost. {@link org.election4j.bench.Bench} measures on real servers; {@link
 * org.election4j.bench.IsLeaderBenchmark} measures the question that is asked most often. Figures are for comparing on
 * one machine, never asserted.
 */
@NullMarked
package org.election4j.bench;

import org.jspecify.annotations.NullMarked;
