// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import redis.clients.jedis.HostAndPort;

/** Where Redis is, in Spring Boot 4. {@link Boot3Redis} is the same with the types of the other line. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(name = "org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails")
class Boot4Redis {

    @Bean
    BootRedis bootRedis(ObjectProvider<DataRedisConnectionDetails> details) {
        return () -> Optional.ofNullable(details.getIfAvailable()).map(Boot4Redis::servers);
    }

    private static BootRedis.Servers servers(DataRedisConnectionDetails details) {
        BootRedis.Login login = new BootRedis.Login(details.getUsername(), details.getPassword());
        DataRedisConnectionDetails.Sentinel sentinel = details.getSentinel();
        DataRedisConnectionDetails.Cluster cluster = details.getCluster();
        DataRedisConnectionDetails.Standalone one = details.getStandalone();
        if (sentinel != null) {
            BootRedis.Login there = new BootRedis.Login(sentinel.getUsername(), sentinel.getPassword());
            return new BootRedis.Servers(
                    nodes(sentinel.getNodes()),
                    sentinel.getMaster(),
                    false,
                    sentinel.getDatabase(),
                    login,
                    there,
                    details.getSslBundle());
        }
        if (cluster != null) {
            return new BootRedis.Servers(
                    nodes(cluster.getNodes()), null, true, 0, login, login, details.getSslBundle());
        }
        if (one == null) {
            throw ElectionRedis.unknownShape(details.getClass());
        }
        HostAndPort server = new HostAndPort(one.getHost(), one.getPort());
        return new BootRedis.Servers(
                List.of(server), null, false, one.getDatabase(), login, login, details.getSslBundle());
    }

    private static List<HostAndPort> nodes(List<DataRedisConnectionDetails.Node> nodes) {
        return nodes.stream()
                .map(node -> new HostAndPort(node.host(), node.port()))
                .toList();
    }
}
