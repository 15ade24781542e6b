// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.UnifiedJedis;

/**
 * Where Boot says that Redis is, by {@code spring.data.redis.*}, Docker Compose or Testcontainers: enough to make a Jedis client
 * beside the client of the application, which by default is Lettuce.
 */
@FunctionalInterface
interface BootRedis {

    /** The servers; empty if Boot knows none. */
    Optional<Servers> servers();

    /**
     * A server by itself, the Sentinels of a primary, or servers of a Cluster.
     *
     * @param nodes the server, the Sentinels or the servers of the Cluster
     * @param master the primary that the Sentinels know; null if they are no Sentinels
     * @param cluster whether the nodes are of a Cluster
     * @param database which database; 0 on a Cluster
     * @param login at the servers
     * @param sentinelLogin at the Sentinels
     * @param ssl for TLS; null for none
     */
    record Servers(
            List<HostAndPort> nodes,
            @Nullable String master,
            boolean cluster,
            int database,
            Login login,
            Login sentinelLogin,
            @Nullable SslBundle ssl) {

        /** Makes a client; it connects when it is first used. */
        UnifiedJedis connect() {
            Set<HostAndPort> all = nodes.stream().collect(Collectors.toUnmodifiableSet());
            JedisClientConfig config = config(login, database);
            if (master != null) {
                return RedisSentinelClient.builder()
                        .masterName(master)
                        .sentinels(all)
                        .clientConfig(config)
                        .sentinelClientConfig(config(sentinelLogin, 0))
                        .build();
            }
            return cluster
                    ? RedisClusterClient.builder()
                            .nodes(all)
                            .clientConfig(config)
                            .build()
                    : RedisClient.builder()
                            .hostAndPort(nodes.get(0))
                            .clientConfig(config)
                            .build();
        }

        /** A bundle of Boot makes a socket factory, and the options that Jedis prefers to one take key stores only. */
        @SuppressWarnings("deprecation")
        private JedisClientConfig config(Login who, int index) {
            DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                    .user(who.user())
                    .password(who.password())
                    .database(index);
            SslBundle bundle = ssl;
            if (bundle != null) {
                config.ssl(true)
                        .sslSocketFactory(bundle.createSslContext().getSocketFactory())
                        .sslParameters(parameters(bundle.getOptions()));
            }
            return config.build();
        }

        private static SSLParameters parameters(SslOptions options) {
            SSLParameters parameters = new SSLParameters(options.getCiphers(), options.getEnabledProtocols());
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            return parameters;
        }

        /** Where, and nothing secret. */
        String describe() {
            return nodes + (master == null ? "" : ", primary " + master);
        }

        @Override
        public String toString() {
            return "Servers[" + describe() + "]";
        }
    }

    /** How to log in; null for neither. */
    record Login(@Nullable String user, @Nullable String password) {

        /** A URL without a user may have an empty one, as which nobody can log in. */
        public Login {
            user = user == null || user.isEmpty() ? null : user;
        }

        @Override
        public String toString() {
            return "Login[" + (password == null ? "none" : "set") + "]";
        }
    }
}
