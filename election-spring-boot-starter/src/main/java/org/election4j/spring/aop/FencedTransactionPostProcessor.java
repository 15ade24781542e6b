// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.election4j.Leadership;
import org.election4j.spring.CurrentLeadership;
import org.election4j.spring.FencedTransaction;
import org.election4j.spring.TransactionFence;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Takes the fence before methods with {@code @FencedTransaction}: behind all other advice, so inside their transaction. If the order were
 * ever another one, there would be no transaction, and the call would fail. Refuses to start where the annotation cannot work.
 */
public final class FencedTransactionPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
        implements SmartInitializingSingleton {

    private final Supplier<CurrentLeadership> leaderships =
            SingletonSupplier.of(() -> beans().getBean(CurrentLeadership.class));
    private final Supplier<TransactionFence> fences =
            SingletonSupplier.of(() -> beans().getBean(TransactionFence.class));

    private @Nullable ConfigurableListableBeanFactory beans;

    /**
     * A post-processor.
     *
     * @param proxyTargetClass whether to make CGLIB proxies also of classes with interfaces
     */
    public FencedTransactionPostProcessor(boolean proxyTargetClass) {
        setProxyTargetClass(proxyTargetClass);
        setBeforeExistingAdvisors(false);
        // After the creator of the proxies that transactions have.
        setOrder(Ordered.LOWEST_PRECEDENCE - 100);
        this.advisor = new DefaultPointcutAdvisor(new FencedMethods(), new Fenced(leaderships, fences));
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        super.setBeanFactory(beanFactory);
        beans = (ConfigurableListableBeanFactory) beanFactory;
    }

    private ConfigurableListableBeanFactory beans() {
        return Objects.requireNonNull(beans);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Collection<GuardedMethod> fenced = fencedIn(AopUtils.getTargetClass(bean));
        if (fenced.isEmpty()) {
            return bean;
        }
        GuardedMethod first = fenced.iterator().next();
        if (beans().getBeanProvider(TransactionFence.class).stream().findAny().isEmpty()) {
            throw OnLeaderRules.refuse(
                    first,
                    "there is no bean of type TransactionFence, which is there if election-postgres and spring-jdbc are",
                    "Keep the elections on Postgres, or remove the annotation.");
        }
        fenced.forEach(OnLeaderRules::checkPlace);
        Object proxy;
        try {
            proxy = super.postProcessAfterInitialization(bean, beanName);
        } catch (AopConfigException e) {
            throw OnLeaderRules.unproxyable(first, e);
        }
        fenced.forEach(method -> OnLeaderRules.check(method, proxy));
        return proxy;
    }

    /** A bean that was made before proxies could be is not fenced, and nobody would notice. */
    @Override
    public void afterSingletonsInstantiated() {
        for (String name : beans().getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = AutoProxyUtils.determineTargetClass(beans(), name);
            Object bean = beans().containsSingleton(name) ? beans().getSingleton(name) : null;
            if (type == null || bean == null || bean instanceof FactoryBean || isFenced(bean)) {
                continue;
            }
            fencedIn(ClassUtils.getUserClass(type)).forEach(method -> {
                throw OnLeaderRules.notProxied(method);
            });
        }
    }

    private boolean isFenced(Object bean) {
        return bean instanceof Advised advised
                && Arrays.asList(advised.getAdvisors()).contains(advisor);
    }

    private static Collection<GuardedMethod> fencedIn(Class<?> type) {
        return GuardedMethod.select(type, FencedTransaction.class, FencedTransactionPostProcessor::fenced);
    }

    private static @Nullable GuardedMethod fenced(Method method) {
        boolean fenced = !method.isSynthetic() && AnnotatedElementUtils.hasAnnotation(method, FencedTransaction.class);
        return fenced ? new GuardedMethod("@FencedTransaction", method, "", false, -1) : null;
    }

    private static final class FencedMethods extends StaticMethodMatcherPointcut {

        @Override
        public boolean matches(Method method, Class<?> type) {
            return fenced(AopUtils.getMostSpecificMethod(method, type)) != null;
        }
    }

    private record Fenced(Supplier<CurrentLeadership> leaderships, Supplier<TransactionFence> fences)
            implements MethodInterceptor {

        @Override
        public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
            Leadership leadership = leaderships
                    .get()
                    .find()
                    .orElseThrow(() -> new IllegalStateException(invocation.getMethod()
                            + " is fenced, but this thread works under no leadership; call it from a method with @OnLeader or"
                            + " @OncePerTick, or from leader work"));
            fences.get().check(leadership);
            return invocation.proceed();
        }
    }
}
