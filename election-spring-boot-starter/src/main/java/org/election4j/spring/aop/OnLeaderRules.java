// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;
import java.util.stream.Stream;
import org.election4j.Leadership;
import org.election4j.spring.ElectionConfigurationException;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;

/** Where {@code @OnLeader} cannot work. An annotation that silently guards nothing would be worse than none. */
final class OnLeaderRules {

    private OnLeaderRules() {}

    /** What can be said of the method alone. */
    static void check(GuardedMethod guarded) {
        checkPlace(guarded);
        Method method = guarded.method();
        checkParameters(guarded, method);
        Class<?> type = method.getReturnType();
        if (type != void.class && type != Optional.class) {
            throw refuse(
                    guarded,
                    "it returns " + type.getSimpleName() + ", which has no value for \"not the leader\", or may be"
                            + " there before the work is done",
                    "Return void or an Optional, or call LeaderElector.runIfLeader yourself.");
        }
    }

    /** Whether a proxy can come between at all. */
    static void checkPlace(GuardedMethod guarded) {
        Method method = guarded.method();
        if (Modifier.isPrivate(method.getModifiers())) {
            throw refuse(guarded, "the method is private, and a proxy never sees its calls", "Make it public.");
        }
        if (Modifier.isStatic(method.getModifiers())) {
            throw refuse(
                    guarded, "the method is static, and a proxy never sees its calls", "Make it a method of the bean.");
        }
    }

    private static void checkParameters(GuardedMethod guarded, Method method) {
        if (Stream.of(method.getParameterTypes())
                        .filter(Leadership.class::equals)
                        .count()
                > 1) {
            throw refuse(guarded, "it has more than one parameter of type Leadership", "Leave one.");
        }
        if (method.getParameterCount() > 0 && isScheduled(method)) {
            throw refuse(
                    guarded,
                    "it is a @Scheduled method with parameters, which Spring does not call",
                    "Remove the parameters; inject CurrentLeadership and ask it for the leadership.");
        }
    }

    private static boolean isScheduled(Method method) {
        return AnnotatedElementUtils.isAnnotated(method, Scheduled.class)
                || AnnotatedElementUtils.isAnnotated(method, Schedules.class);
    }

    /** What can be said once the proxy is there. */
    static void check(GuardedMethod guarded, Object proxy) {
        if (AopUtils.isCglibProxy(proxy) && Modifier.isFinal(guarded.method().getModifiers())) {
            throw refuse(guarded, "the method is final, so the proxy cannot override it", "Remove final.");
        }
        if (AopUtils.isJdkDynamicProxy(proxy)) {
            try {
                AopUtils.selectInvocableMethod(guarded.method(), proxy.getClass());
            } catch (IllegalStateException e) {
                throw refuse(
                        guarded,
                        "the bean has a JDK proxy, and none of its interfaces has the method",
                        "Add the method to an interface, or set spring.aop.proxy-target-class=true.");
            }
        }
    }

    static ElectionConfigurationException notProxied(GuardedMethod guarded) {
        return refuse(
                guarded,
                "its bean was created before proxies could be made, for example because a BeanPostProcessor needs it",
                "Move the method to a bean of its own.");
    }

    static ElectionConfigurationException unproxyable(GuardedMethod guarded, RuntimeException cause) {
        return new ElectionConfigurationException(
                guarded + " cannot work: no proxy can be made of its class: " + cause.getMessage(),
                "Make the class not final and visible, or let it implement an interface with the method and set"
                        + " spring.aop.proxy-target-class=false.",
                cause);
    }

    static ElectionConfigurationException refuse(GuardedMethod guarded, String why, String action) {
        return new ElectionConfigurationException(guarded + " cannot work: " + why + ".", action);
    }
}
