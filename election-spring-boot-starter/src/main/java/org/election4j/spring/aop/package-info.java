// SPDX-License-Identifier: Apache-2.0
/** How {@link org.election4j.spring.OnLeader @OnLeader} guards the methods of a bean. */
@NullMarked
package org.election4j.spring.aop;

import org.jspecify.annotations.NullMarked;
