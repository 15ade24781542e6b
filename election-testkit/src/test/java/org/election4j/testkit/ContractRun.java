// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Runs single tests of the contract against stores that are broken on purpose. Knows of JUnit what the contract needs: a
 * test and what comes after it.
 */
final class ContractRun {

    private final UnaryOperator<LeaseStore> breakage;
    private final StoreTraits traits;
    private final Duration patience;

    ContractRun(UnaryOperator<LeaseStore> breakage, StoreTraits traits, Duration patience) {
        this.breakage = breakage;
        this.traits = traits;
        this.patience = patience;
    }

    /** All tests of the contract of lease stores. */
    static List<String> testNames() {
        return testNames(LeaseStoreContract.class);
    }

    /** All tests of a contract. */
    static List<String> testNames(Class<?> contract) {
        return methods(contract, Test.class).map(Method::getName).sorted().toList();
    }

    /** Whether the test passes. */
    boolean passes(String testName) {
        return passes(new Subject(breakage, traits, patience), LeaseStoreContract.class, testName);
    }

    /** Whether the test of the contract passes on this instance of it. */
    static boolean passes(Object subject, Class<?> contract, String testName) {
        Method test = methods(contract, Test.class)
                .filter(method -> method.getName().equals(testName))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("the contract has no test " + testName));
        boolean passed = succeeds(subject, test);
        return methods(contract, AfterEach.class).allMatch(method -> succeeds(subject, method)) && passed;
    }

    private static boolean succeeds(Object subject, Method method) {
        try {
            method.setAccessible(true);
            method.invoke(subject);
            return true;
        } catch (InvocationTargetException e) {
            return false;
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<Method> methods(Class<?> contract, Class<? extends Annotation> annotation) {
        return Stream.<Class<?>>iterate(contract, type -> type != Object.class, Class::getSuperclass)
                .flatMap(type -> Stream.of(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(annotation));
    }

    private static final class Subject extends LeaseStoreContract {

        private final FakeTime time = new FakeTime();
        private final InMemoryLeaseStore namespace = InMemoryLeaseStore.builder()
                .epoch("1")
                .ticker(time)
                .startingAt(FakeTime.START)
                .build();
        private final UnaryOperator<LeaseStore> breakage;
        private final StoreTraits traits;
        private final Duration patience;

        private Subject(UnaryOperator<LeaseStore> breakage, StoreTraits traits, Duration patience) {
            this.breakage = breakage;
            this.traits = traits;
            this.patience = patience;
        }

        @Override
        protected LeaseStore openStore() {
            return breakage.apply(namespace.anotherHandle());
        }

        @Override
        protected void changeByHand(String electionName, String field, String value) {
            namespace.changeByHand(new RecordKey.Election(electionName), field, value);
        }

        @Override
        protected StoreTraits traits() {
            return traits;
        }

        @Override
        protected void elapse(Duration duration) {
            time.advance(duration);
        }

        @Override
        protected Duration patience() {
            return patience;
        }
    }
}
