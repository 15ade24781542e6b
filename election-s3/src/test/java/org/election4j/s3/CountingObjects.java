// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.util.ArrayList;
import java.util.List;
import org.election4j.spi.Attempt;
import org.jspecify.annotations.Nullable;

/** Counts requests, for tests of what an election costs. For one thread. */
final class CountingObjects implements ConditionalObjects {

    private final ConditionalObjects target;
    private final List<String> requests = new ArrayList<>();

    CountingObjects(ConditionalObjects target) {
        this.target = target;
    }

    /** How many requests begin with a method and a key, such as {@code "GET session/"}. */
    long count(String begin) {
        return requests.stream().filter(request -> request.startsWith(begin)).count();
    }

    void reset() {
        requests.clear();
    }

    @Override
    public Got get(String key, Attempt attempt) {
        requests.add("GET " + key);
        return target.get(key, attempt);
    }

    @Override
    public Put put(String key, @Nullable String expected, String text, Attempt attempt) {
        requests.add("PUT " + key);
        return target.put(key, expected, text, attempt);
    }

    @Override
    public Deleted delete(String key, String expected, Attempt attempt) {
        requests.add("DELETE " + key);
        return target.delete(key, expected, attempt);
    }

    @Override
    public Listed list(String prefix, @Nullable String after, Attempt attempt) {
        requests.add("LIST " + prefix);
        return target.list(prefix, after, attempt);
    }

    @Override
    public String describe() {
        return target.describe();
    }

    @Override
    public void close() {
        target.close();
    }
}
