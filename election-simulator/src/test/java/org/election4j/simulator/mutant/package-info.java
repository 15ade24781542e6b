// SPDX-License-Identifier: Apache-2.0
/** Election4J with one mistake in it: what tests that find nothing would have to find. */
@NullMarked
package org.election4j.simulator.mutant;

import org.jspecify.annotations.NullMarked;
