// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import org.election4j.s3.ConditionalObjects.Deleted;
import org.election4j.s3.ConditionalObjects.Got;
import org.election4j.s3.ConditionalObjects.Listed;
import org.election4j.s3.ConditionalObjects.Put;
import org.election4j.s3.S3LeaseStore;
import org.election4j.s3.S3Options;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.Guard;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;
import org.election4j.spi.StoreRecord;
import org.jspecify.annotations.Nullable;

/**
 * A server of objects with conditional writes, as S3 is one, under the production code of the S3 store. It has neither a
 * clock nor epochs, and forgets nothing. As on S3, equal contents have equal marks.
 */
final class ObjectsModel implements StoreModel {

    static final S3Options OPTIONS = S3Options.builder("simulated").prefix("").build();

    /** As S3 does. More than one page makes a listing take several requests. */
    private static final int PAGE = 3;

    private final Story story;
    private final NavigableMap<String, Got.Found> objects = new TreeMap<>();

    ObjectsModel(Story story) {
        this.story = story;
        if (story.cast().neverUsed()) {
            declareNeverUsed(story.maxLease());
        }
    }

    private void declareNeverUsed(Duration maxLease) {
        StoreRecord settled =
                StoreRecord.first("", StoreRecord.State.SETTLED, new UUID(1, 1), maxLease, new UUID(1, 2));
        var unused =
                peeking().compareAndSet(new CompareAndSet(null, settled, Guard.epoch("")), Attempt.within(maxLease));
    }

    @Override
    public LeaseStore connect(SimulatedProcess process) {
        return new S3LeaseStore(new ObjectRequests(process, story, this), OPTIONS);
    }

    @Override
    public LeaseStore peeking() {
        return new S3LeaseStore(new ObjectRequests(null, story, this), OPTIONS);
    }

    // ---- what the server does --------------------------------------------------------------------------------------

    Got get(String key) {
        Got.Found found = objects.get(key);
        return found == null ? new Got.Missing() : found;
    }

    Put put(String key, @Nullable String expected, String text) {
        if (!Objects.equals(markOf(key), expected)) {
            return new Put.Refused();
        }
        String mark =
                UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
        objects.put(key, new Got.Found(text, mark));
        return new Put.Stored(mark);
    }

    Deleted remove(String key, String expected) {
        if (!expected.equals(markOf(key))) {
            return new Deleted.Refused();
        }
        objects.remove(key);
        return new Deleted.Done();
    }

    Listed list(String prefix, @Nullable String after) {
        List<String> keys = objects.tailMap(after == null ? prefix : after, after == null).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .limit(PAGE + 1L)
                .toList();
        return keys.size() <= PAGE ? new Listed.Page(keys, false) : new Listed.Page(keys.subList(0, PAGE), true);
    }

    private @Nullable String markOf(String key) {
        Got.Found found = objects.get(key);
        return found == null ? null : found.mark();
    }

    // ---- what befalls it -------------------------------------------------------------------------------------------

    @Override
    public void delete(RecordKey key) {
        objects.remove(keyOf(key));
    }

    /** No name of a story needs spelling. */
    static String keyOf(RecordKey key) {
        if (key instanceof RecordKey.Session session) {
            return "session/" + session.incarnation();
        }
        return key instanceof RecordKey.Election election ? "election/" + election.name() : "store";
    }

    @Override
    public void failOver(int lostWrites) {
        throw new IllegalStateException("object stores do not fail over");
    }

    @Override
    public void failOverAgain(int furtherLosses) {
        throw new IllegalStateException("object stores do not fail over");
    }

    @Override
    public void setClock(long byMillis) {
        // Nobody asks it.
    }

    @Override
    public void wrote() {
        // It loses nothing, so nothing has to be counted.
    }
}
