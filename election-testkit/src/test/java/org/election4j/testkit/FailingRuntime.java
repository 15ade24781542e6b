// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.election4j.internal.runtime.EngineRuntime;

/** A runtime in fake time that has no thread for some requests, and loses some store calls. */
final class FailingRuntime {

    private static final Set<String> REQUESTS = Set.of("schedule", "call", "callback", "signal");

    final VirtualRuntime runtime;
    final List<String> replaced = new ArrayList<>();
    int requests;
    IntPredicate fails = number -> false;

    /** Which calls never return, by the name of their lane. */
    Predicate<String> hangs = lane -> false;

    FailingRuntime(FakeTime time, String id) {
        this.runtime = new VirtualRuntime(time, id.hashCode());
    }

    EngineRuntime proxy() {
        return (EngineRuntime) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {EngineRuntime.class},
                (proxy, method, arguments) -> invoke(method, arguments));
    }

    private Object invoke(Method method, Object[] arguments) throws Throwable {
        if (REQUESTS.contains(method.getName()) && fails.test(++requests)) {
            throw new OutOfMemoryError("unable to create native thread, on purpose");
        }
        if (method.getName().equals("call") && hangs.test(String.valueOf(arguments[0]))) {
            return null;
        }
        if (method.getName().equals("replace")) {
            replaced.add(String.valueOf(arguments[0]));
        }
        try {
            return method.invoke(runtime, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
