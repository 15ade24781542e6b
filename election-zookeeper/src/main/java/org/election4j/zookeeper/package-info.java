// SPDX-License-Identifier: Apache-2.0
/**
 * ZooKeeper as the lease store, and a fence for its transactions.
 *
 * <p>{@link org.election4j.zookeeper.ZooKeeperLeaseStore} keeps the records in persistent znodes. {@link
 * org.election4j.zookeeper.ZooKeeperFence} ties a transaction of yours to a term: it is not applied after a later term was
 * acquired.
 */
@NullMarked
package org.election4j.zookeeper;

import org.jspecify.annotations.NullMarked;
