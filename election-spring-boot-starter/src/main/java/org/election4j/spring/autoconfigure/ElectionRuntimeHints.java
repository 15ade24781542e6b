// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import org.election4j.spring.autoconfigure.ElectionProperties.Election;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** What the elections find by name at run time, which is to be in a native image. */
final class ElectionRuntimeHints implements RuntimeHintsRegistrar {

    ElectionRuntimeHints() {}

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        resources(hints, classLoader, "org.election4j.postgres.PostgresLeaseStore", "org/election4j/postgres/*.sql");
        resources(hints, classLoader, "org.election4j.redis.RedisLeaseStore", "org/election4j/redis/*.lua");
        // What makes an election of a text, as in election.elections=billing.
        hints.reflection()
                .registerMethod(
                        java.util.Objects.requireNonNull(
                                ReflectionUtils.findMethod(Election.class, "of", String.class)),
                        ExecutableMode.INVOKE);
    }

    private static void resources(RuntimeHints hints, @Nullable ClassLoader classLoader, String store, String pattern) {
        if (ClassUtils.isPresent(store, classLoader)) {
            hints.resources().registerPattern(pattern);
        }
    }
}
