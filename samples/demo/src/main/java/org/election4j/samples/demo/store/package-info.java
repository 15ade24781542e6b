// SPDX-License-Identifier: Apache-2.0
/**
 * What the demo needs of a database, and each database it can run on. A {@code DemoStore} starts its {@code DemoServer} from
 * Maven artifacts, connects candidates to it, and gives leaders a {@code Witness} to write through: once as everybody would,
 * once behind the store's fence. What those writes come to is read from the {@code Ledger}.
 */
@NullMarked
package org.election4j.samples.demo.store;

import org.jspecify.annotations.NullMarked;
