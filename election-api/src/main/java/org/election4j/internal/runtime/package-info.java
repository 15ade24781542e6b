// SPDX-License-Identifier: Apache-2.0
/**
 * What the engine runs on: threads and lanes, time, store calls whose every end is a value, the log, and what is known of
 * pauses of this process. Knows nothing of elections.
 */
@NullMarked
package org.election4j.internal.runtime;

import org.jspecify.annotations.NullMarked;
