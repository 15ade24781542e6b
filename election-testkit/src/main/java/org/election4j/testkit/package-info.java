// SPDX-License-Identifier: Apache-2.0
/**
 * What users and store authors need to test with.
 *
 * <p>For tests of an application: {@link org.election4j.testkit.InMemoryLeaseStore} instead of a server, and {@link
 * org.election4j.testkit.FakeTime} instead of waiting. For tests of what happens when the store is slow, deaf or wrong:
 * {@link org.election4j.testkit.FaultyLeaseStore}. For tests of what an election costs: {@link
 * org.election4j.testkit.CountingLeaseStore}. For authors of a store: {@link org.election4j.testkit.LeaseStoreContract},
 * one test for each sentence a store promises. And {@link org.election4j.testkit.FencedResource} shows how a resource
 * refuses a leader of the past.
 */
@NullMarked
package org.election4j.testkit;

import org.jspecify.annotations.NullMarked;
