// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs a method of a bean only while this process leads an election. When it does not lead, a call returns at once without
 * doing anything.
 *
 * <pre>{@code
 * @Scheduled(cron = "0 0 2 * * *")
 * @OnLeader("nightly-billing")
 * void bill() { ... }
 * }</pre>
 *
 * <p>The method runs on the thread of its caller. At the stop signal that thread is interrupted; the election is given up
 * only after the method has returned. An {@link InterruptedException} that follows is the ordinary way to stop and is not
 * passed on; every other exception is, and the leadership goes on.
 *
 * <p>Rules, checked when the application starts:
 *
 * <ul>
 *   <li>The method is not private, static or final, and its class can be proxied. With a JDK proxy it belongs to an
 *       interface. A call from within the same object does not pass the proxy and is not guarded.
 *   <li>It returns {@code void}, or an {@link java.util.Optional}, which is empty if the method did not run. Nothing else has
 *       a value for "not the leader". A result that is there before the work is done (a future, a publisher) is refused:
 *       the guard ends when the method returns.
 *   <li>It may have one parameter of type {@link org.election4j.Leadership}: callers pass {@code null}, the proxy fills it in. A {@code
 *       @Scheduled} method has no parameters; it asks {@link CurrentLeadership}.
 *   <li>On a type it guards all public methods of the type.
 * </ul>
 *
 * <p>The check happens before a transaction is begun, and inside the thread of {@code @Async}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface OnLeader {

    /**
     * The election, which must be configured. May contain placeholders, and expressions that see the arguments of the call, for elections of
     * tenants: {@code billing-#{#tenant}}. A call for an election that is not configured is an {@link IllegalArgumentException}. Empty takes that of the annotated type, or else the only
     * one there is.
     *
     * @return the name of the election
     */
    String value() default "";

    /**
     * Whether the calling thread is interrupted at the stop signal. Without it the method has to look at {@link
     * org.election4j.Leadership#isValid()}.
     *
     * @return true to interrupt
     */
    boolean interrupt() default true;
}
