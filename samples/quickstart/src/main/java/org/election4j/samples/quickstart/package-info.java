// SPDX-License-Identifier: Apache-2.0
/** What the README quotes. Each quoted piece stands between two tags. */
@NullMarked
package org.election4j.samples.quickstart;

import org.jspecify.annotations.NullMarked;
