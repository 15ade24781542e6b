// SPDX-License-Identifier: Apache-2.0
/**
 * What users and store authors need to test with.
 *
 * <p>For tests of an application: {@link org.election4j.testkit.InMemoryLeaseStore} instead of a server, and {@link
 * org.election4j.testkit.FakeTime} instead of waiting. For authors of a store: {@link
 * org.election4j.testkit.LeaseStoreContract}, one test for each sentence a store promises.
 */
@NullMarked
package org.election4j.testkit;

import org.jspecify.annotations.NullMarked;
