// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.election4j.Leadership;
import org.election4j.spring.OnLeader;
import org.election4j.spring.OncePerTick;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A method that runs on the leader only.
 *
 * @param annotation what makes it one, for messages
 * @param method the method, as its class declares it
 * @param election the name as annotated, with placeholders; empty for "the only one"
 * @param interrupt whether the stop signal interrupts it
 * @param leadershipAt which parameter takes the leadership; -1 for none
 */
record GuardedMethod(String annotation, Method method, String election, boolean interrupt, int leadershipAt) {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedMethod.class);

    /** The guarded method that a call goes to; null if that is not guarded. */
    static @Nullable GuardedMethod of(Method method, Class<?> type) {
        if (method.isSynthetic() || ReflectionUtils.isObjectMethod(method)) {
            return null;
        }
        if (AnnotatedElementUtils.hasAnnotation(method, OncePerTick.class)) {
            // Has a guard of its own, which lets ticks through only.
            return null;
        }
        OnLeader onMethod = AnnotatedElementUtils.findMergedAnnotation(method, OnLeader.class);
        OnLeader onType = AnnotatedElementUtils.findMergedAnnotation(type, OnLeader.class);
        boolean byType = onType != null && Modifier.isPublic(method.getModifiers());
        OnLeader annotation = onMethod != null ? onMethod : byType ? onType : null;
        if (annotation == null) {
            return null;
        }
        String name = annotation.value().isEmpty() ? electionOf(type) : annotation.value();
        return new GuardedMethod(
                "@OnLeader",
                method,
                name,
                annotation.interrupt(),
                List.of(method.getParameterTypes()).indexOf(Leadership.class));
    }

    /** The election that the type is about; empty if it does not say. */
    static String electionOf(Class<?> type) {
        OnLeader onType = AnnotatedElementUtils.findMergedAnnotation(type, OnLeader.class);
        return onType == null ? "" : onType.value();
    }

    /** The guarded methods of a class, also those that no proxy could guard. */
    static Collection<GuardedMethod> in(Class<?> type) {
        return select(type, OnLeader.class, method -> of(method, type));
    }

    /** What can be found at the methods of a class that may have an annotation. */
    static <T> Collection<T> select(
            Class<?> type, Class<? extends Annotation> annotation, MethodIntrospector.MetadataLookup<T> lookup) {
        if (!AnnotationUtils.isCandidateClass(type, annotation)
                || type.getName().startsWith("org.springframework.")) {
            return List.of();
        }
        try {
            Map<Method, T> found = MethodIntrospector.selectMethods(type, lookup);
            return new ArrayList<>(found.values());
        } catch (NoClassDefFoundError | IllegalStateException e) {
            // Its signatures name classes that are not there, as those of optional integrations do. No proxy of it
            // either.
            LOG.debug("cannot look for {} in {}", annotation, type, e);
            return List.of();
        }
    }

    /** What a call returns that did not run. */
    @Nullable
    Object nothing() {
        return method.getReturnType() == Optional.class ? Optional.empty() : null;
    }

    @Override
    public String toString() {
        return annotation + " on " + method.getDeclaringClass().getName() + "." + method.getName() + "()";
    }
}
