// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.lang.reflect.Method;
import java.util.Collection;
import org.election4j.spring.OncePerTick;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;

/**
 * A method of which each tick runs on one candidate.
 *
 * @param guarded the method, and which election it is about
 * @param settings as annotated
 */
record TickMethod(GuardedMethod guarded, OncePerTick settings) {

    /** The method that a call goes to, if it is one of these; else null. */
    static @Nullable TickMethod of(Method method, Class<?> type) {
        if (method.isSynthetic()) {
            return null;
        }
        OncePerTick settings = AnnotatedElementUtils.findMergedAnnotation(method, OncePerTick.class);
        if (settings == null) {
            return null;
        }
        String election = settings.value().isEmpty() ? GuardedMethod.electionOf(type) : settings.value();
        return new TickMethod(new GuardedMethod("@OncePerTick", method, election, true, -1), settings);
    }

    /** Those of a class, also where the annotation cannot work. */
    static Collection<TickMethod> in(Class<?> type) {
        return GuardedMethod.select(type, OncePerTick.class, method -> of(method, type));
    }

    /** Unique among the scheduled methods of an application: they have no parameters. */
    String defaultJob() {
        return guarded.method().getDeclaringClass().getName() + "."
                + guarded.method().getName();
    }
}
