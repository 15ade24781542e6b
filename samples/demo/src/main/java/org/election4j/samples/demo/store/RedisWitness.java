// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.time.Duration;
import org.election4j.Leadership;
import org.election4j.redis.RedisFence;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/** Pushes elements onto two lists, through a pool of its own, which throws broken connections away. */
final class RedisWitness implements Witness {

    private final RedisClient client;
    private final String candidate;
    private final RedisFence fence;

    RedisWitness(RedisClient client, String candidate) {
        this.client = client;
        this.candidate = candidate;
        this.fence = new RedisFence(client).withLimit(Duration.ofSeconds(2));
    }

    @Override
    public void appendUnfenced(Leadership leadership) throws IOException {
        try {
            long unused = client.rpush(RedisLedger.UNFENCED, row(leadership));
        } catch (JedisException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void appendFenced(Leadership leadership) throws IOException {
        try {
            var unused = fence.run(
                    leadership,
                    new CommandArguments(Protocol.Command.RPUSH)
                            .key(RedisLedger.FENCED)
                            .add(row(leadership)));
        } catch (JedisException e) {
            throw new IOException(e);
        }
    }

    private String row(Leadership leadership) {
        return leadership.term() + " " + candidate;
    }

    @Override
    public void disconnect() {
        // The pool does that.
    }
}
