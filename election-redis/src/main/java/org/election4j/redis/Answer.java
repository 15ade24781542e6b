// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.election4j.spi.StoreStamp;
import redis.clients.jedis.util.SafeEncoder;

/** What a script answers: the stamp first. */
record Answer(StoreStamp stamp, List<?> rest) {

    static Answer of(Object reply) {
        List<?> answer = (List<?>) reply;
        long micros = Long.parseLong(text(answer.get(1)));
        return new Answer(
                new StoreStamp(text(answer.get(0)), Instant.EPOCH.plus(micros, ChronoUnit.MICROS)),
                answer.subList(2, answer.size()));
    }

    boolean isOne(int index) {
        return rest.get(index).equals(1L);
    }

    int number(int index) {
        return ((Long) rest.get(index)).intValue();
    }

    static String text(Object bytes) {
        return SafeEncoder.encode((byte[]) bytes);
    }
}
