// SPDX-License-Identifier: Apache-2.0
/** Code before and after moving to Election4J, and tests of what the documents say about the libraries moved from. */
@NullMarked
package org.election4j.samples.migration;

import org.jspecify.annotations.NullMarked;
