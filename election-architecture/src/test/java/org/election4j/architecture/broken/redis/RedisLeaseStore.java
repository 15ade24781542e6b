// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.redis;

import org.election4j.architecture.broken.spi.LeaseStore;
import org.election4j.architecture.broken.spi.Version;

/** Innocent: it knows the spi alone. */
public final class RedisLeaseStore implements LeaseStore {

    @Override
    public Version read() {
        return new Version(1);
    }
}
