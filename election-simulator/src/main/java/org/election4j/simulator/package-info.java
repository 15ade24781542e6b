// SPDX-License-Identifier: Apache-2.0
/**
 * Tries to make the production engine elect two leaders: many candidates, every fault, simulated time, all from a seed.
 */
@NullMarked
package org.election4j.simulator;

import org.jspecify.annotations.NullMarked;
