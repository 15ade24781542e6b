// SPDX-License-Identifier: Apache-2.0
/** Makes a candidate, its store and its elections out of properties and of the beans that are there. */
@NullMarked
package org.election4j.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
