// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * The primary that a Sentinel names. It is asked again for every new connection, and nothing that it said is remembered.
 * What it says may be out of date; a server that is no primary any more gives no answers.
 */
final class SentinelPrimary implements Primary {

    private final RedisUrl primary;
    private final List<RedisUrl> sentinels;
    private volatile int first;

    /** @param primary the name of the primary, as its host, and the login there */
    SentinelPrimary(RedisUrl primary, List<RedisUrl> sentinels) {
        this.primary = primary;
        this.sentinels = sentinels;
    }

    @Override
    public Connection connect(Attempt attempt) {
        return primary.connect(locate(attempt), attempt);
    }

    /** Each Sentinel gets its share of the time, so that one that does not answer leaves some for the next. */
    private HostAndPort locate(Attempt attempt) {
        JedisException last = null;
        int start = first;
        for (int i = 0; i < sentinels.size(); i++) {
            int index = (start + i) % sentinels.size();
            Duration share = attempt.remaining().dividedBy(sentinels.size() - i + 1L);
            try {
                HostAndPort address = ask(sentinels.get(index), share);
                first = index;
                return address;
            } catch (JedisException e) {
                last = e;
            }
        }
        throw new LeaseStoreException("no Sentinel of " + place() + " named the primary", last);
    }

    private HostAndPort ask(RedisUrl sentinel, Duration share) {
        Attempt attempt = Attempt.within(share.plusMillis(1));
        try (Connection connection = sentinel.connect(attempt)) {
            Object answer = connection.executeCommand(new CommandArguments(Protocol.Command.SENTINEL)
                    .add(Protocol.SentinelKeyword.GET_MASTER_ADDR_BY_NAME)
                    .add(primary.host()));
            if (answer instanceof List<?> address && address.size() == 2) {
                return new HostAndPort(text(address.get(0)), Integer.parseInt(text(address.get(1))));
            }
            throw new JedisException(sentinel + " knows no primary called " + primary.host());
        }
    }

    private static String text(Object bytes) {
        return SafeEncoder.encode((byte[]) bytes);
    }

    @Override
    public void failed() {}

    @Override
    public void moved(HostAndPort target) {
        throw new LeaseStoreException(place() + " belongs to a Cluster; use RedisLeaseStore.connectCluster", null);
    }

    @Override
    public String place() {
        return primary.host() + " by "
                + sentinels.stream().map(RedisUrl::toString).collect(Collectors.joining(","));
    }
}
