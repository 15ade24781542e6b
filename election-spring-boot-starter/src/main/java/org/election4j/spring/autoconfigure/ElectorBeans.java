// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.List;
import org.election4j.LeaderElector;
import org.election4j.spring.Elections;
import org.election4j.spring.autoconfigure.ElectionProperties.Election;
import org.springframework.beans.factory.BeanFactory;
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
    private final BeanFactory beans;

    ElectorBeans(Environment environment, BeanFactory beans) {
        this.environment = environment;
        this.beans = beans;
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

    private RootBeanDefinition definition(String name) {
        RootBeanDefinition definition = new RootBeanDefinition(
                LeaderElector.class, () -> beans.getBean(Elections.class).elector(name));
        definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
        // Whose life it is, is decided by the lifecycle.
        definition.setDestroyMethodName("");
        return definition;
    }
}
