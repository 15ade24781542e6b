// SPDX-License-Identifier: Apache-2.0
/**
 * Runs the tests of a store on a server from an image. On the class path of a store's tests under {@code -Pdocker} only; see
 * CONTRIBUTING.md.
 */
@NullMarked
package org.election4j.docker;

import org.jspecify.annotations.NullMarked;
