// SPDX-License-Identifier: Apache-2.0
/** What operators see: the endpoints {@code elections} and {@code leader}, and health. Lights up where Spring Boot Actuator is. */
@NullMarked
package org.election4j.spring.actuator;

import org.jspecify.annotations.NullMarked;
