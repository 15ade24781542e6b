// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import redis.clients.jedis.HostAndPort;

/** Where Redis is, in Spring Boot 3. {@link Boot4Redis} is the same with the types of the other line. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails")
class Boot3Redis {

    @Bean
    BootRedis bootRedis(ObjectProvider<RedisConnectionDetails> details) {
        return () -> Optional.ofNullable(details.getIfAvailable()).map(Boot3Redis::servers);
    }

    private static BootRedis.Servers servers(RedisConnectionDetails details) {
        BootRedis.Login login = new BootRedis.Login(details.getUsername(), details.getPassword());
        RedisConnectionDetails.Sentinel sentinel = details.getSentinel();
        RedisConnectionDetails.Cluster cluster = details.getCluster();
        RedisConnectionDetails.Standalone one = details.getStandalone();
        if (sentinel != null) {
            BootRedis.Login there = new BootRedis.Login(sentinel.getUsername(), sentinel.getPassword());
            return new BootRedis.Servers(
                    nodes(sentinel.getNodes()),
                    sentinel.getMaster(),
                    false,
                    sentinel.getDatabase(),
                    login,
                    there,
                    sentinel.getSslBundle());
        }
        if (cluster != null) {
            return new BootRedis.Servers(
                    nodes(cluster.getNodes()), null, true, 0, login, login, cluster.getSslBundle());
        }
        if (one == null) {
            throw ElectionRedis.unknownShape(details.getClass());
        }
        HostAndPort server = new HostAndPort(one.getHost(), one.getPort());
        return new BootRedis.Servers(List.of(server), null, false, one.getDatabase(), login, login, one.getSslBundle());
    }

    private static List<HostAndPort> nodes(List<RedisConnectionDetails.Node> nodes) {
        return nodes.stream()
                .map(node -> new HostAndPort(node.host(), node.port()))
                .toList();
    }
}
