// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.election4j.spring.autoconfigure.ElectionAutoConfiguration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of beans that are led, with nothing else of the application: no store, no web server, no other auto-configuration. It reads
 * {@code application.properties} for the elections, and leads when the test says so.
 *
 * <pre>
 * &#64;ElectionTest(NightlyBilling.class)
 * class NightlyBillingTest {
 *     &#64;Autowired TestElections elections;
 *     &#64;Autowired NightlyBilling billing;
 *
 *     &#64;Test
 *     void bills_on_the_leader_only() {
 *         billing.run();
 *         assertThat(billing.sent()).isZero();
 *         elections.grant("nightly-billing");
 *         billing.run();
 *         assertThat(billing.sent()).isPositive();
 *     }
 * }
 * </pre>
 *
 * <p>Spring keeps the context for all tests of a class, and of other classes that need the same: end a leadership that a test began
 * with {@link TestElections#reset()}, or ask for {@code @DirtiesContext}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(SpringExtension.class)
@ContextConfiguration(initializers = ConfigDataApplicationContextInitializer.class)
@ImportAutoConfiguration(ElectionAutoConfiguration.class)
@AutoConfigureTestElections
public @interface ElectionTest {

    /**
     * The classes to test, as components or configurations.
     *
     * @return the classes
     */
    @AliasFor(annotation = ContextConfiguration.class, attribute = "classes")
    Class<?>[] value() default {};
}
