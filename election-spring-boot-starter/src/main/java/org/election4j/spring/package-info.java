// SPDX-License-Identifier: Apache-2.0
/**
 * What a Spring Boot application uses: {@link org.election4j.spring.OnLeader @OnLeader} on methods, {@link
 * org.election4j.spring.Elections} for everything else, and the application events of a leadership.
 */
@NullMarked
package org.election4j.spring;

import org.jspecify.annotations.NullMarked;
