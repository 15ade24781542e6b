// SPDX-License-Identifier: Apache-2.0
/** Tests of Spring applications that decide themselves who leads. Needs {@code election-testkit} in test scope. */
@NullMarked
package org.election4j.spring.test;

import org.jspecify.annotations.NullMarked;
