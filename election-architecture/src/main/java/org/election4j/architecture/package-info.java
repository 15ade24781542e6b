// SPDX-License-Identifier: Apache-2.0
/**
 * The rules of the architecture, as code.
 *
 * <p>Each rule takes the root package it judges: {@code org.election4j} in earnest, and a small tree of fixtures that
 * breaks every rule, so that no rule can fall silent unnoticed.
 */
@NullMarked
package org.election4j.architecture;

import org.jspecify.annotations.NullMarked;
