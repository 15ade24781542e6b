// SPDX-License-Identifier: Apache-2.0
/**
 * One leadership as its user sees it: until when it is valid, the callbacks and leader work that belong to it, and what
 * keeps it from being given up. Knows nothing of sessions, stores or the protocol.
 */
@NullMarked
package org.election4j.internal.leadership;

import org.jspecify.annotations.NullMarked;
