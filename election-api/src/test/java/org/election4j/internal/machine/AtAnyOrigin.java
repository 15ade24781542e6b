// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.machine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs a class of tests with tickers that begin at zero, below zero, and so late that they overflow meanwhile. The class
 * takes the origin, in nanoseconds, as its constructor's argument.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "origin {0}")
@ValueSource(longs = {0, -5_000_000_000L, Long.MAX_VALUE - 5_000_000_000L})
@interface AtAnyOrigin {}
