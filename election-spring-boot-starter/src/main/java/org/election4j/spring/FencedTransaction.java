// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets the transaction of a method commit only if the leadership that the method runs under still leads: no transaction that is fenced with a
 * term commits after a later term was acquired, whatever clocks, networks and pauses do. Needs elections on Postgres, and a transaction on the
 * same {@code DataSource}: of JDBC, or of JPA where the transaction manager shares its JDBC connection, as Spring's does with Hibernate.
 *
 * <pre>
 *   &#064;OnLeader("billing")
 *   public void bill() { invoices.send(); }
 *
 *   &#064;Transactional
 *   &#064;FencedTransaction
 *   public void send() { entityManager.persist(...); }      // in another bean
 * </pre>
 *
 * <p>The check is made after the transaction has begun and before the method runs, and holds until the transaction ends; see {@link
 * TransactionFence}. The leadership is that of {@link CurrentLeadership}: the method is called, directly or not, from an {@link OnLeader} or
 * {@link OncePerTick} method, from leader work or from a listener, on the same thread.
 *
 * <p>The application does not start if the annotation could not work. A call without a transaction or without a leadership is an {@link
 * IllegalStateException}; a term that does not lead any more a {@link org.election4j.StaleTermException}, and the transaction is rolled back.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface FencedTransaction {}
