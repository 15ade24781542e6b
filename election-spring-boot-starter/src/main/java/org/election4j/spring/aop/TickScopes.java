// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.lang.reflect.Method;
import java.util.Optional;
import org.election4j.jobs.TickRun;
import org.election4j.spring.CurrentTick;
import org.jspecify.annotations.Nullable;

/**
 * What a thread knows of the tick it works for, and how the guard tells the call that the timer made from all others. One tick at a
 * time on a thread. Thread-safe.
 */
public final class TickScopes implements CurrentTick {

    // One per application context, which is what it is a bean of.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<@Nullable Scope> current = new ThreadLocal<>();

    /** No thread is in a scope yet. */
    public TickScopes() {}

    @Override
    public Optional<TickRun> find() {
        Scope scope = current.get();
        return scope == null ? Optional.empty() : Optional.of(scope.run);
    }

    /** Enters a tick, of which one call to the method is expected. */
    Scope enter(Method method, TickRun run) {
        Scope scope = new Scope(method, run);
        current.set(scope);
        return scope;
    }

    /** A call has come to the guard; says whether it is the expected one. */
    boolean arrive(Method method) {
        Scope scope = current.get();
        if (scope == null || scope.arrived || !scope.method.equals(method)) {
            return false;
        }
        scope.arrived = true;
        return true;
    }

    /** A tick on a thread. */
    final class Scope {
        private final Method method;
        private final TickRun run;
        private boolean arrived;

        private Scope(Method method, TickRun run) {
            this.method = method;
            this.run = run;
        }

        /** Leaves it; says whether the call reached the guard. */
        boolean leave() {
            current.remove();
            return arrived;
        }
    }
}
