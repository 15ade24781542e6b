// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.net.URI;
import java.net.URISyntaxException;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.DefaultRedisCredentialsProvider;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.util.JedisURIHelper;

/** A server and how to log in there. Keeps the secret part to itself. */
final class RedisUrl {

    private static final String SHAPE =
            "the URL must look like redis://user:password@host:port/database," + " or rediss:// for TLS";

    private static final int DEFAULT_PORT = 6379;

    private final String host;
    private final int port;
    private final JedisClientConfig config;

    private RedisUrl(String host, int port, JedisClientConfig config) {
        this.host = host;
        this.port = port;
        this.config = config;
    }

    /** The URL may hold a password, so it is not repeated, neither here nor by an exception of the parser. */
    static RedisUrl parse(String url, @Nullable JedisClientConfig base) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(SHAPE + ", but it cannot be read");
        }
        if (!JedisURIHelper.isRedisScheme(uri) && !JedisURIHelper.isRedisSSLScheme(uri)) {
            throw new IllegalArgumentException(SHAPE + ", but it has another scheme");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(SHAPE + ", but it names no host");
        }
        return new RedisUrl(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), config(uri, base));
    }

    private static JedisClientConfig config(URI uri, @Nullable JedisClientConfig base) {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder();
        if (base == null) {
            config.protocol(RedisProtocol.RESP2).clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        } else {
            config.from(base);
        }
        if (JedisURIHelper.isRedisSSLScheme(uri)) {
            encrypt(config, base);
        }
        String password = JedisURIHelper.getPassword(uri);
        if (password != null) {
            // A user and a password would be passed over for the provider of the base, which has one in any case.
            config.credentialsProvider(new DefaultRedisCredentialsProvider(
                    new DefaultRedisCredentials(JedisURIHelper.getUser(uri), password)));
        }
        if (JedisURIHelper.hasDbIndex(uri)) {
            config.database(database(uri));
        }
        return config.build();
    }

    private static int database(URI uri) {
        try {
            return JedisURIHelper.getDBIndex(uri);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(SHAPE + ", but its database is no number");
        }
    }

    /** Trusted certificates come from options or, as before Jedis 6, from a factory; Jedis prefers options. */
    @SuppressWarnings("deprecation")
    private static void encrypt(DefaultJedisClientConfig.Builder config, @Nullable JedisClientConfig base) {
        if (base != null && base.getSslOptions() == null && base.getSslSocketFactory() != null) {
            config.ssl(true);
        } else if (base == null || base.getSslOptions() == null) {
            config.sslOptions(SslOptions.defaults());
        }
    }

    String host() {
        return host;
    }

    HostAndPort address() {
        return new HostAndPort(host, port);
    }

    Connection connect(Attempt attempt) {
        return connect(address(), attempt);
    }

    /** Connects to another server, with the login of this one. */
    Connection connect(HostAndPort server, Attempt attempt) {
        int millis = (int) Math.min(Integer.MAX_VALUE, attempt.remaining().toMillis());
        if (millis == 0) {
            throw new LeaseStoreException("the attempt's time was used up before connecting to " + server, null);
        }
        return new Connection(
                server,
                DefaultJedisClientConfig.builder()
                        .from(config)
                        .connectionTimeoutMillis(millis)
                        .socketTimeoutMillis(millis)
                        .build());
    }

    @Override
    public String toString() {
        return address().toString();
    }
}
