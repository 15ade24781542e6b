// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Starts each tick of a {@code @Scheduled} method on one candidate, also if the leader changes in the middle of a tick and if
 * clocks differ. A tick is a time of the schedule; it is recorded in the store, under the term, before the method runs.
 *
 * <pre>{@code
 * @Scheduled(cron = "0 0 2 * * *", zone = "Europe/Berlin")
 * @OncePerTick(value = "nightly-billing", job = "bill-customers")
 * void bill() { ... }
 * }</pre>
 *
 * <p>{@link org.election4j.jobs.TickJob} has its guarantees and their limits. The method runs on a thread of its own, not
 * on one of Spring's scheduler, and is interrupted at the stop signal. {@link CurrentTick} and {@link CurrentLeadership} tell it
 * which tick it is, and the term. An exception is logged, and the next tick comes.
 *
 * <p><b>Only its schedule runs it.</b> A call from elsewhere does nothing, since it has no tick. Put what you also want to call by
 * hand in a method of its own.
 *
 * <p>Rules, checked when the application starts:
 *
 * <ul>
 *   <li>The times are known in advance and are the same everywhere: {@code cron}, or {@code fixedRate} of at least 100 ms, counted
 *       from 1970-01-01T00:00Z. {@code fixedDelay} and {@code initialDelay} count from something that each process does at a time
 *       of its own, and are refused. A cron expression without a zone means the zone of the machine, which is warned about. On the
 *       nights on which clocks are changed the rule of cron holds, see {@link org.election4j.jobs.ClockChange}.
 *   <li>The method has no parameters, returns {@code void}, is not private, static or final, and is not {@code @Async}.
 *   <li>Its bean is a singleton that is made at the start. No two methods have the same job name.
 *   <li>There is a store for ticks: that of the elections, if it has one (Postgres), or a bean of type {@link
 *       org.election4j.spi.TickStore}.
 * </ul>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface OncePerTick {

    /**
     * The election whose leader runs it, which must be configured. May contain placeholders and expressions of beans, such as {@code
     * #{@tenants.own()}}, as in {@code @Value}. Empty takes that of {@link OnLeader} on
     * the type, or else the only one there is.
     *
     * @return the name of the election
     */
    String value() default "";

    /**
     * Under which name ticks are recorded: at most 200 bytes, the same in all versions of the application, and unique among all
     * jobs of the namespace. May contain placeholders. Empty takes the names of the class and the method; give a name to be free
     * to rename them.
     *
     * @return the name of the job
     */
    String job() default "";

    /**
     * How late a tick may start, at least a second, as text such as {@code 30m} or {@code PT30M}. What is later is missed, and
     * reported. A failover takes up to 1.2 leases. May contain placeholders.
     *
     * @return the limit
     */
    String startWithin() default "1m";

    /**
     * Whether the latest tick is started however late it is, so that a nightly job may run in the morning. {@link #startWithin()}
     * does not count then.
     *
     * @return true to run late
     */
    boolean runLate() default false;

    /**
     * How often a tick is started again whose run did not end, because its process died or lost the leadership. 0 for work
     * that must not be repeated.
     *
     * @return 0 to 1000
     */
    int reruns() default 0;

    /**
     * The least time from one start to the next, on whichever candidate, as text such as {@code 10s}. May contain placeholders.
     *
     * @return the time
     */
    String minHold() default "0s";

    /**
     * How long a run may take, as text such as {@code 10m}: what {@code lockAtMostFor} of other libraries is used for. A run that takes longer
     * is interrupted and reported; see {@link org.election4j.jobs.TickJob.Builder#runLimit}. May contain placeholders. Empty lets it
     * take as long as it likes.
     *
     * @return the limit
     */
    String runLimit() default "";
}
