// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.lang.reflect.Method;
import org.election4j.spring.OnLeader;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;

/** Where {@code @OncePerTick} cannot work, beyond the rules of every guard. */
final class TickRules {

    private TickRules() {}

    /** What can be said of the method alone. */
    static void check(TickMethod tick) {
        GuardedMethod guarded = tick.guarded();
        Method method = guarded.method();
        OnLeaderRules.checkPlace(guarded);
        if (AnnotatedElementUtils.hasAnnotation(method, OnLeader.class)) {
            throw OnLeaderRules.refuse(
                    guarded,
                    "the method has @OnLeader as well, which would guard every call, while this one runs ticks only",
                    "Remove @OnLeader.");
        }
        if (method.getParameterCount() > 0) {
            throw OnLeaderRules.refuse(
                    guarded,
                    "it has parameters, and the timer has nothing to give",
                    "Remove them; inject CurrentTick and CurrentLeadership.");
        }
        if (method.getReturnType() != void.class) {
            throw OnLeaderRules.refuse(
                    guarded,
                    "it returns " + method.getReturnType().getSimpleName()
                            + ", which nobody would get, or which may be there before the work is done",
                    "Return void.");
        }
        checkAsync(guarded, method);
    }

    private static void checkAsync(GuardedMethod guarded, Method method) {
        if (AnnotatedElementUtils.hasAnnotation(method, Async.class)
                || AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), Async.class)) {
            throw OnLeaderRules.refuse(
                    guarded,
                    "it is @Async, so the tick would count as done before the work has begun",
                    "Remove @Async: each tick has a thread of its own.");
        }
    }
}
