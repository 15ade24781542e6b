// SPDX-License-Identifier: Apache-2.0
/**
 * Exhaustive search: all interleavings of the production machines in small scopes, breadth first.
 *
 * <p>A {@link org.election4j.simulator.explore.World} is everything there is: the store, the requests on their way, and of
 * each process the states of its machines, its clock and its two lanes. {@code Moves} lists all that can happen next.
 * {@code Fingerprint} tells which worlds are the same world but for the names of random ids and the origin of time, and
 * {@code Traversal} visits each of them once. What a scope can see, it counts ({@code Witness}): a scope that saw nothing
 * happen proves nothing.
 */
@NullMarked
package org.election4j.simulator.explore;

import org.jspecify.annotations.NullMarked;
