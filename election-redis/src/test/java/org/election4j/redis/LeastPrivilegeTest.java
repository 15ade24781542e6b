// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract for a user with the permissions that the page about Redis lists, and no others. */
class LeastPrivilegeTest extends LeaseStoreContract {

    private static final String PERMISSIONS = "resetchannels ~{election4j-*}:* &{election4j-*}:hints"
            + " +info +time +eval +evalsha +exists +hget +hmget +hgetall +hset +set +del +pttl +sadd +srem +smembers +sscan"
            + " +publish +subscribe";

    private static RedisProcess server;

    private final RedisOptions options =
            RedisOptions.builder().namespace("election4j-" + UUID.randomUUID()).build();

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        List<String> user = new ArrayList<>(List.of("SETUSER", "elector", "reset", "on", ">secret-of-elector"));
        user.addAll(Arrays.asList(PERMISSIONS.split(" ")));
        server.ask("ACL", user.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected LeaseStore openStore() {
        return RedisLeaseStore.connect("redis://elector:secret-of-elector@127.0.0.1:" + server.port(), options);
    }

    @Override
    protected void changeByHand(String electionName, String field, String value) {
        server.ask("HSET", options.keys().record(new RecordKey.Election(electionName)), field, value);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.none().withEpoch().withClock().withHints();
    }

    @Override
    protected List<String> secrets() {
        return List.of("secret-of-elector");
    }
}
