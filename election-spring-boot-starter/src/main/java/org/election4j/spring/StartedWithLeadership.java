// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Starts a {@link org.springframework.context.Lifecycle} bean, such as a container of message listeners or a poller, when this process begins
 * to lead, and stops it at the stop signal. The election is given up only after {@code stop()} has returned, or when the drain limit is
 * over.
 *
 * <pre>
 *   &#064;Bean
 *   &#064;StartedWithLeadership("billing")
 *   PaymentListener payments() { ... }
 * </pre>
 *
 * <p>On a class or on a {@code @Bean} method; {@code election.lifecycles.<bean>=<election>} does the same for beans that are not yours. The bean must
 * not be started by Spring: a {@code SmartLifecycle} whose {@code isAutoStartup()} is true is refused when the application starts. If {@code start()}
 * throws an exception, the leadership ends and is tried again later, maybe elsewhere.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface StartedWithLeadership {

    /**
     * The election, which must be configured. Empty takes the only one there is.
     *
     * @return the name of the election
     */
    String value() default "";
}
