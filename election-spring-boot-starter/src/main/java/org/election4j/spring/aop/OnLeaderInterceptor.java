// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.RunOutcome;
import org.election4j.spi.StopInterrupts;
import org.election4j.spring.Elections;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;

/**
 * Runs a call through {@link LeaderElector#runIfLeader}, and interrupts it at the stop signal. Everything it needs it looks up
 * with the first call: it is created long before the elections are.
 */
final class OnLeaderInterceptor implements MethodInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(OnLeaderInterceptor.class);

    private final Supplier<Parts> parts;
    private final Map<Key, Guard> guards = new ConcurrentHashMap<>();
    private final Map<Key, Chosen> chosenByCall = new ConcurrentHashMap<>();
    private final Map<String, StopInterrupts> interrupts = new ConcurrentHashMap<>();

    OnLeaderInterceptor(Supplier<Parts> parts) {
        this.parts = parts;
    }

    /** What the interceptor works with. */
    record Parts(
            Elections elections,
            ElectionNamesInUse names,
            BeanFactory beans,
            LeaderScopes scopes,
            List<GuardedCalls> observers) {

        /** Checks a name, or that it is an expression; what it comes to is known with each call. */
        @Nullable
        NameExpression check(GuardedMethod guarded) {
            NameExpression expression = NameExpression.of(guarded, names.text(guarded), beans);
            if (expression == null) {
                names.resolve(guarded);
            }
            return expression;
        }
    }

    /** A method that several classes inherit may be guarded differently in each. */
    private record Key(Method method, Class<?> type) {}

    private record Guard(GuardedMethod method, LeaderElector elector, StopInterrupts interrupts) {}

    /** A method whose election is known with each call. */
    private record Chosen(GuardedMethod method, NameExpression election) {}

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Object target = invocation.getThis();
        Class<?> type = target == null ? invocation.getMethod().getDeclaringClass() : AopUtils.getTargetClass(target);
        Method method = AopUtils.getMostSpecificMethod(invocation.getMethod(), type);
        Key key = new Key(method, type);
        Chosen chosen = chosenByCall.get(key);
        if (chosen != null) {
            return run(guard(chosen, invocation), invocation);
        }
        Guard guard = guards.get(key);
        if (guard == null) {
            GuardedMethod guarded = GuardedMethod.of(method, type);
            if (guarded == null) {
                return invocation.proceed();
            }
            NameExpression election = parts.get().check(guarded);
            if (election != null) {
                Chosen byCall = new Chosen(guarded, election);
                chosenByCall.put(key, byCall);
                return run(guard(byCall, invocation), invocation);
            }
            guard = guards.computeIfAbsent(
                    key, ignored -> guard(guarded, parts.get().names().resolve(guarded)));
        }
        return run(guard, invocation);
    }

    private Guard guard(Chosen chosen, MethodInvocation invocation) {
        return guard(chosen.method(), chosen.election().name(invocation));
    }

    private Guard guard(GuardedMethod guarded, String name) {
        LeaderElector elector = parts.get().elections().elector(name);
        StopInterrupts forElection = interrupts.computeIfAbsent(name, ignored -> new StopInterrupts());
        return new Guard(guarded, elector, forElection);
    }

    private @Nullable Object run(Guard guard, MethodInvocation invocation) throws Exception {
        RunOutcome<Optional<Object>> outcome =
                guard.elector().runIfLeader(leadership -> Optional.ofNullable(call(guard, invocation, leadership)));
        String election = guard.elector().electionName();
        if (outcome instanceof RunOutcome.Ran<Optional<Object>> ran) {
            report(election, ran.ledThroughout() ? GuardedCalls.Outcome.RAN : GuardedCalls.Outcome.STOPPED);
            return ran.value().orElse(null);
        }
        if (outcome instanceof RunOutcome.Failed<Optional<Object>> failed) {
            boolean stopped = failed.cause() instanceof Stopped;
            report(election, stopped ? GuardedCalls.Outcome.STOPPED : GuardedCalls.Outcome.FAILED);
            if (stopped) {
                return guard.method().nothing();
            }
            throw failed.cause();
        }
        LOG.debug("election={} {} did not run: this process does not lead", election, guard.method());
        report(election, GuardedCalls.Outcome.SKIPPED);
        return guard.method().nothing();
    }

    private @Nullable Object call(Guard guard, MethodInvocation invocation, Leadership leadership) throws Exception {
        if (guard.method().leadershipAt() >= 0) {
            invocation.getArguments()[guard.method().leadershipAt()] = leadership;
        }
        StopInterrupts.@Nullable Work work =
                guard.method().interrupt() ? guard.interrupts().begin(leadership) : null;
        LeaderScopes.Scope scope = parts.get()
                .scopes()
                .enter(leadership, guard.elector().candidate().id());
        boolean ended = false;
        try {
            return invocation.proceed();
        } catch (InterruptedException e) {
            ended = true;
            if (work != null && work.end()) {
                LOG.debug("{} was interrupted by the stop signal", guard.method());
                throw new Stopped();
            }
            throw e;
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new UndeclaredThrowableException(e);
        } finally {
            scope.leave();
            if (work != null && !ended) {
                work.end();
            }
        }
    }

    private void report(String election, GuardedCalls.Outcome outcome) {
        for (GuardedCalls observer : parts.get().observers()) {
            observer.ended(election, outcome);
        }
    }

    /** The method ended because it was told to. */
    @SuppressWarnings("serial")
    private static final class Stopped extends Exception {
        Stopped() {
            super("stopped", null, false, false);
        }
    }
}
