// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Lets methods with {@code @OncePerTick} be called by their timer only, and hands them to the timer. The calls of Spring's scheduler go
 * through the same proxy, so nothing has to be taken out of that scheduler. Refuses to start where the annotation cannot work.
 */
public final class OncePerTickPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
        implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(OncePerTickPostProcessor.class);

    private final Supplier<TickScopes> scopes = SingletonSupplier.of(() -> beans().getBean(TickScopes.class));

    private @Nullable ConfigurableListableBeanFactory beans;

    /**
     * A post-processor.
     *
     * @param proxyTargetClass whether to make CGLIB proxies also of classes with interfaces
     */
    public OncePerTickPostProcessor(boolean proxyTargetClass) {
        setProxyTargetClass(proxyTargetClass);
        setBeforeExistingAdvisors(true);
        // Before the post-processor of @Scheduled, which must find the proxy.
        setOrder(Ordered.LOWEST_PRECEDENCE - 100);
        this.advisor = new DefaultPointcutAdvisor(new TickMethods(), new TicksOnly(scopes));
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
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        TickMethod.in(AopUtils.getTargetClass(bean)).forEach(TickRules::check);
        return bean;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Collection<TickMethod> ticks = TickMethod.in(AopUtils.getTargetClass(bean));
        if (ticks.isEmpty()) {
            return bean;
        }
        Object proxy;
        try {
            proxy = super.postProcessAfterInitialization(bean, beanName);
        } catch (AopConfigException e) {
            throw OnLeaderRules.unproxyable(ticks.iterator().next().guarded(), e);
        }
        ticks.forEach(tick -> OnLeaderRules.check(tick.guarded(), proxy));
        return proxy;
    }

    @Override
    public void afterSingletonsInstantiated() {
        ConfigurableListableBeanFactory factory = beans();
        for (String name : factory.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = AutoProxyUtils.determineTargetClass(factory, name);
            List<TickMethod> ticks =
                    type == null ? List.of() : List.copyOf(TickMethod.in(ClassUtils.getUserClass(type)));
            for (TickMethod tick : ticks) {
                TickRules.check(tick);
                factory.getBean(OncePerTickJobs.class).add(tick, bean(factory, name, tick));
            }
        }
    }

    private Object bean(ConfigurableListableBeanFactory factory, String name, TickMethod tick) {
        Object bean = factory.containsSingleton(name) ? factory.getSingleton(name) : null;
        if (bean == null) {
            throw OnLeaderRules.refuse(
                    tick.guarded(),
                    "its bean '" + name
                            + "' is not a singleton that is made at the start, and a timer needs one object",
                    "Remove @Scope or @Lazy.");
        }
        if (!(bean instanceof Advised advised)
                || !Arrays.asList(advised.getAdvisors()).contains(advisor)) {
            throw OnLeaderRules.notProxied(tick.guarded());
        }
        return bean;
    }

    private static final class TickMethods extends StaticMethodMatcherPointcut {

        @Override
        public boolean matches(Method method, Class<?> type) {
            return TickMethod.of(AopUtils.getMostSpecificMethod(method, type), type) != null;
        }
    }

    /** Lets the call of the timer through, and nothing else: without a tick there is nothing to run once. */
    private record TicksOnly(Supplier<TickScopes> scopes) implements MethodInterceptor {

        @Override
        public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
            Object target = invocation.getThis();
            Class<?> type =
                    target == null ? invocation.getMethod().getDeclaringClass() : AopUtils.getTargetClass(target);
            Method method = AopUtils.getMostSpecificMethod(invocation.getMethod(), type);
            if (scopes.get().arrive(method)) {
                return invocation.proceed();
            }
            LOG.debug("{} did not run: only its ticks run it", method);
            return null;
        }
    }
}
