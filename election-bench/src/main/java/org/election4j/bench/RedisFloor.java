// SPDX-License-Identifier: Apache-2.0
package org.election4j.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/**
 * A script that changes one key and publishes, and a change of that key by the client that received it: what a handover on
 * Redis cannot do without.
 */
final class RedisFloor implements BenchServer.Floor {

    private static final String KEY = "bench-floor";
    private static final String RELEASE =
            "local v = redis.call('INCR', KEYS[1]) redis.call('PUBLISH', KEYS[1], v) return v";

    private final Jedis releasing;
    private final Jedis acquiring;
    private final Jedis listening;
    private final String release;
    private final BlockingQueue<Long> acquired = new LinkedBlockingQueue<>();
    private final Listener listener = new Listener();

    RedisFloor(String address) throws IOException {
        releasing = new Jedis(address);
        acquiring = new Jedis(address);
        listening = new Jedis(address);
        release = releasing.scriptLoad(RELEASE);
        Thread thread = new Thread(() -> listening.subscribe(listener, KEY), "bench-floor");
        thread.setDaemon(true);
        thread.start();
        try {
            listener.subscribed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private final class Listener extends JedisPubSub {
        private final CountDownLatch subscribed = new CountDownLatch(1);

        @Override
        public void onSubscribe(String channel, int subscribedChannels) {
            subscribed.countDown();
        }

        @Override
        public void onMessage(String channel, String message) {
            acquiring.incr(KEY);
            acquired.add(System.nanoTime());
        }
    }

    @Override
    public double millis() throws IOException {
        try {
            long start = System.nanoTime();
            releasing.evalsha(release, List.of(KEY), List.of());
            return (acquired.take() - start) / 1e6;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        listener.unsubscribe();
        releasing.close();
        acquiring.close();
    }
}
