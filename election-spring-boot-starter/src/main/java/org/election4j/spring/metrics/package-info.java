// SPDX-License-Identifier: Apache-2.0
/** What elections measure about themselves. Lights up where Micrometer is. */
@NullMarked
package org.election4j.spring.metrics;

import org.jspecify.annotations.NullMarked;
