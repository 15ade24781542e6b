// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.List;
import java.util.Objects;
import org.election4j.LeaderElector;
import org.election4j.spring.Elections;
import org.election4j.spring.autoconfigure.ElectionProperties.Election;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/** A {@link LeaderElector} bean for each election of the properties, qualified with its name. */
final class ElectorBeans implements ImportBeanDefinitionRegistrar {

    private static final String PREFIX = "leaderElector:";

    private final Environment environment;

    ElectorBeans(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        List<Election> elections = Binder.get(environment)
                .bind("election.elections", Bindable.listOf(Election.class))
                .orElse(List.of());
        for (Election election : elections) {
            if (!registry.containsBeanDefinition(PREFIX + election.name())) {
                registry.registerBeanDefinition(PREFIX + election.name(), definition(election.name()));
            }
        }
    }

    /** Nothing but names: what is generated ahead of time has to be able to say it again. */
    private static RootBeanDefinition definition(String name) {
        RootBeanDefinition definition = new RootBeanDefinition(ElectorBean.class);
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
        definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
        return definition;
    }

    /** Looks the elector up. Whose life it is, is decided by the lifecycle. */
    static final class ElectorBean implements FactoryBean<LeaderElector>, BeanFactoryAware {
        private final String electionName;
        private @Nullable BeanFactory beans;

        ElectorBean(String electionName) {
            this.electionName = electionName;
        }

        @Override
        public void setBeanFactory(BeanFactory beanFactory) {
            beans = beanFactory;
        }

        @Override
        public LeaderElector getObject() {
            return Objects.requireNonNull(beans).getBean(Elections.class).elector(electionName);
        }

        @Override
        public Class<?> getObjectType() {
            return LeaderElector.class;
        }
    }
}
