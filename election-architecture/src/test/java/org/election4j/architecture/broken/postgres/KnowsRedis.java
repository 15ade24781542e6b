// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.postgres;

import org.election4j.architecture.broken.redis.RedisLeaseStore;

final class KnowsRedis {

    RedisLeaseStore other() {
        return new RedisLeaseStore();
    }
}
