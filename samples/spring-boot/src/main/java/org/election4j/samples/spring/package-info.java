// SPDX-License-Identifier: Apache-2.0
/** A billing service: a job that only the leader does, and a page that shows who leads. */
@NullMarked
package org.election4j.samples.spring;

import org.jspecify.annotations.NullMarked;
