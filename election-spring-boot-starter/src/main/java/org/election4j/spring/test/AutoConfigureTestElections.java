// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;

/**
 * Replaces the candidate of a whole application under test, for example one of {@code @SpringBootTest}, by one that follows {@link
 * TestElections}. No store is needed.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Import(TestElectionsConfiguration.class)
public @interface AutoConfigureTestElections {}
