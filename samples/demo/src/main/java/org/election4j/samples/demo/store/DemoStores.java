// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.util.List;
import java.util.stream.Collectors;

/** The databases there are to choose from. */
public final class DemoStores {

    private static final List<DemoStore> ALL =
            List.of(new PostgresDemoStore(), new RedisDemoStore(), new ZooKeeperDemoStore(), new S3DemoStore());

    private DemoStores() {}

    /**
     * The store of that name.
     *
     * @throws IllegalArgumentException if there is none; the message lists the choices
     */
    public static DemoStore named(String word) {
        return ALL.stream()
                .filter(store -> store.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("--store must be one of " + words() + ", but is '" + word + "'"));
    }

    /** All of them. */
    public static List<DemoStore> all() {
        return ALL;
    }

    /** The names, with commas. */
    public static String words() {
        return ALL.stream().map(DemoStore::word).collect(Collectors.joining(", "));
    }
}
