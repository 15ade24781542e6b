// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.election4j.redis.RedisOptions;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/** The ledger as two lists; an element is {@code <term> <candidate>}. */
final class RedisLedger implements Ledger {

    /** In the slot of the lease store's records, as the fence wants it where there is a Cluster. */
    private static final String TAG = "{" + RedisOptions.defaults().namespace() + "}:";

    static final String UNFENCED = TAG + "unfenced";
    static final String FENCED = TAG + "fenced";

    private final RedisClient client;

    RedisLedger(RedisClient client) {
        this.client = client;
    }

    @Override
    public Counts count() throws IOException {
        try {
            return Ledger.count(rows(UNFENCED), rows(FENCED));
        } catch (JedisException e) {
            throw new IOException(e);
        }
    }

    private List<Row> rows(String key) {
        List<Row> rows = new ArrayList<>();
        for (String element : client.lrange(key, 0, -1)) {
            int space = element.indexOf(' ');
            rows.add(new Row(
                    rows.size() + 1L, Long.parseLong(element.substring(0, space)), element.substring(space + 1)));
        }
        return rows;
    }
}
