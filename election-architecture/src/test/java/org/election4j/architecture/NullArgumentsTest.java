// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.jobs.Jobs;
import org.election4j.jobs.Schedule;
import org.election4j.jobs.TickJob;
import org.election4j.postgres.PostgresOptions;
import org.election4j.redis.RedisOptions;
import org.election4j.s3.S3Options;
import org.election4j.testkit.FakeProcess;
import org.election4j.testkit.FakeTime;
import org.election4j.testkit.InMemoryLeaseStore;
import org.election4j.testkit.InMemoryTickStore;
import org.election4j.zookeeper.ZooKeeperOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Who passes null by mistake is told which argument it was, by the method that was called. Looks at every static method and constructor of the
 * public types of users, and at the methods of builders, electors and jobs.
 */
class NullArgumentsTest {

    private static final List<String> PACKAGES =
            List.of("", ".jobs", ".postgres", ".redis", ".s3", ".zookeeper", ".resilience4j", ".spring");

    private final Map<Class<?>, Object> samples = new LinkedHashMap<>();
    private final List<String> faults = new ArrayList<>();
    private int checked;

    @Test
    void null_is_refused_by_the_name_of_the_argument() {
        FakeTime time = new FakeTime();
        InMemoryLeaseStore store = InMemoryLeaseStore.builder()
                .ticker(time)
                .neverUsed(Duration.ofSeconds(10))
                .build();
        Candidate candidate =
                FakeProcess.start(store, time, "a", Duration.ofSeconds(10)).candidate();
        LeaderElector elector = candidate.elector("jobs").start();
        time.advance(Duration.ofSeconds(2));
        Jobs jobs = Jobs.builder(elector).ticks(new InMemoryTickStore()).build();
        samples.put(String.class, "some");
        samples.put(Duration.class, Duration.ofSeconds(10));
        samples.put(ZoneId.class, ZoneId.of("UTC"));
        samples.put(InstantSource.class, InstantSource.system());
        samples.put(LeaderElector.class, elector);
        samples.put(Schedule.class, Schedule.every(Duration.ofHours(1)));
        samples.put(PostgresOptions.class, PostgresOptions.defaults());
        samples.put(RedisOptions.class, RedisOptions.defaults());
        samples.put(ZooKeeperOptions.class, ZooKeeperOptions.defaults());

        Published.CLASSES.stream().filter(NullArgumentsTest::isForUsers).forEach(type -> statics(type.reflect()));
        instance(Candidate.Builder.class, Candidate.builder(store));
        instance(LeaderElector.StandaloneBuilder.class, LeaderElector.builder(store, "one"));
        instance(Candidate.class, candidate);
        instance(LeaderElector.Builder.class, candidate.elector("another"));
        instance(LeaderElector.class, elector);
        instance(org.election4j.Leadership.class, elector.leadership().orElseThrow());
        instance(Jobs.Builder.class, Jobs.builder(elector));
        instance(Jobs.class, jobs);
        instance(TickJob.Builder.class, jobs.oncePerTick("job", Schedule.every(Duration.ofHours(1))));
        instance(PostgresOptions.Builder.class, PostgresOptions.builder());
        instance(RedisOptions.Builder.class, RedisOptions.builder());
        instance(S3Options.Builder.class, S3Options.builder("bucket"));
        instance(ZooKeeperOptions.Builder.class, ZooKeeperOptions.builder());

        assertThat(faults).isEmpty();
        assertThat(checked).as("arguments that were tried").isGreaterThan(100);
    }

    private static boolean isForUsers(JavaClass type) {
        return PACKAGES.contains(type.getPackageName()
                        .substring(Math.min(
                                Published.ROOT.length(), type.getPackageName().length())))
                && type.getPackageName().startsWith(Published.ROOT)
                && Modifier.isPublic(type.reflect().getModifiers())
                && !type.isEnum()
                && !type.isAssignableTo(Throwable.class)
                && !type.isAnnotation();
    }

    private void statics(Class<?> type) {
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isStatic(method.getModifiers())
                    && Modifier.isPublic(method.getModifiers())
                    && !method.isSynthetic()) {
                tryNulls(method, arguments -> method.invoke(null, arguments));
            }
        }
        // Records and exceptions are what users are told, and nothing they make.
        if (Modifier.isAbstract(type.getModifiers()) || type.isRecord()) {
            return;
        }
        for (Constructor<?> constructor : type.getConstructors()) {
            tryNulls(constructor, constructor::newInstance);
        }
    }

    private void instance(Class<?> type, Object subject) {
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())
                    && method.getDeclaringClass() != Object.class
                    && !method.isSynthetic()) {
                tryNulls(method, arguments -> method.invoke(subject, arguments));
            }
        }
    }

    @FunctionalInterface
    private interface Call {
        void with(Object... arguments) throws ReflectiveOperationException;
    }

    private void tryNulls(Executable executable, Call call) {
        Class<?>[] types = executable.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            boolean nullable = types[i].isPrimitive()
                    || executable.getAnnotatedParameterTypes()[i].isAnnotationPresent(Nullable.class);
            Optional<Object[]> arguments = nullable ? Optional.empty() : others(types, i);
            if (arguments.isPresent()) {
                tryNull(executable, i, call, arguments.get());
            }
        }
    }

    /** Samples for all but one; empty if there is none for some type. */
    private Optional<Object[]> others(Class<?>[] types, int without) {
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = i == without ? null : sample(types[i]);
            if (i != without && arguments[i] == null) {
                return Optional.empty();
            }
        }
        return Optional.of(arguments);
    }

    private @Nullable Object sample(Class<?> type) {
        if (samples.containsKey(type)) {
            return samples.get(type);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        if (type == int.class) {
            return 1;
        }
        if (type == long.class) {
            return 1L;
        }
        if (type == boolean.class) {
            return true;
        }
        return type.isInterface() && !type.isSealed()
                ? Proxy.newProxyInstance(
                        type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null)
                : null;
    }

    private void tryNull(Executable executable, int index, Call call, Object[] arguments) {
        checked++;
        String where = executable.getDeclaringClass().getName() + "." + executable.getName()
                + Stream.of(executable.getParameterTypes())
                        .map(Class::getSimpleName)
                        .toList() + " argument " + index;
        try {
            call.with(arguments);
            faults.add(where + " takes null");
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getTargetException();
            String message = String.valueOf(thrown.getMessage());
            if (!(thrown instanceof NullPointerException) || message.equals("null") || message.startsWith("Cannot ")) {
                faults.add(where + " fails with " + thrown);
            }
        } catch (ReflectiveOperationException e) {
            faults.add(where + " cannot be tried: " + e + " " + Arrays.toString(arguments));
        }
    }
}
