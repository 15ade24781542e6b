// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.aop;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Supplier;
import org.election4j.spring.Elections;
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
import org.springframework.util.ClassUtils;
import org.springframework.util.StringValueResolver;
import org.springframework.util.function.SingletonSupplier;

/**
 * Puts the guard of {@code @OnLeader} around beans, in front of all other advice, with Spring's own proxies and without AspectJ; and
 * refuses to start where the annotation cannot work.
 */
public final class OnLeaderPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
        implements SmartInitializingSingleton {

    private final Supplier<OnLeaderInterceptor.Parts> parts = SingletonSupplier.of(this::parts);

    private @Nullable ConfigurableListableBeanFactory beans;

    /**
     * A post-processor.
     *
     * @param proxyTargetClass whether to make CGLIB proxies also of classes with interfaces
     */
    public OnLeaderPostProcessor(boolean proxyTargetClass) {
        setProxyTargetClass(proxyTargetClass);
        // Not leading means: no transaction, no cache, no retry. And after @Async has changed the thread.
        setBeforeExistingAdvisors(true);
        // Before the post-processor of @Scheduled, which must find the proxy, and that of @Async, which goes in front.
        setOrder(Ordered.LOWEST_PRECEDENCE - 100);
        this.advisor = new DefaultPointcutAdvisor(new GuardedMethods(), new OnLeaderInterceptor(parts));
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        super.setBeanFactory(beanFactory);
        beans = (ConfigurableListableBeanFactory) beanFactory;
    }

    private OnLeaderInterceptor.Parts parts() {
        ConfigurableListableBeanFactory factory = Objects.requireNonNull(beans);
        Elections elections = factory.getBean(Elections.class);
        StringValueResolver placeholders = factory::resolveEmbeddedValue;
        return new OnLeaderInterceptor.Parts(
                elections,
                new ElectionNamesInUse(elections, placeholders),
                factory,
                factory.getBean(LeaderScopes.class),
                factory.getBeanProvider(GuardedCalls.class).orderedStream().toList());
    }

    @Override
    public Object postProcessBeforeInitialization(Object bean, String beanName) {
        GuardedMethod.in(AopUtils.getTargetClass(bean)).forEach(OnLeaderRules::check);
        return bean;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        Collection<GuardedMethod> guarded = GuardedMethod.in(AopUtils.getTargetClass(bean));
        if (guarded.isEmpty()) {
            return bean;
        }
        Object proxy;
        try {
            proxy = super.postProcessAfterInitialization(bean, beanName);
        } catch (AopConfigException e) {
            throw OnLeaderRules.unproxyable(guarded.iterator().next(), e);
        }
        guarded.forEach(method -> OnLeaderRules.check(method, proxy));
        return proxy;
    }

    /** Looks at all beans, also those that are made later: they shall not fail in the middle of a night. */
    @Override
    public void afterSingletonsInstantiated() {
        ConfigurableListableBeanFactory factory = Objects.requireNonNull(beans);
        for (String name : factory.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = AutoProxyUtils.determineTargetClass(factory, name);
            if (type != null) {
                check(factory, name, ClassUtils.getUserClass(type));
            }
        }
    }

    private void check(ConfigurableListableBeanFactory factory, String beanName, Class<?> type) {
        for (GuardedMethod guarded : GuardedMethod.in(type)) {
            OnLeaderRules.check(guarded);
            parts.get().check(guarded);
            Object bean = factory.containsSingleton(beanName) ? factory.getSingleton(beanName) : null;
            // What a factory makes was looked at when it was made.
            if (bean != null && !(bean instanceof FactoryBean) && !isGuarded(bean)) {
                throw OnLeaderRules.notProxied(guarded);
            }
        }
    }

    private boolean isGuarded(Object bean) {
        return bean instanceof Advised advised
                && Arrays.asList(advised.getAdvisors()).contains(advisor);
    }

    private static final class GuardedMethods extends StaticMethodMatcherPointcut {

        @Override
        public boolean matches(Method method, Class<?> type) {
            return GuardedMethod.of(AopUtils.getMostSpecificMethod(method, type), type) != null;
        }
    }
}
