// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.LossReason;
import org.election4j.spring.ElectionConfigurationException;
import org.election4j.spring.ElectionListeners;
import org.election4j.spring.StartedWithLeadership;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;

/** Starts and stops the {@code Lifecycle} beans that are bound to an election, by annotation or by property. */
final class LeaderLifecycles implements ElectionListeners, SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(LeaderLifecycles.class);

    private final ListableBeanFactory beans;
    private final Map<String, String> byProperty;
    private final Supplier<Set<String>> elections;
    private final Map<String, List<String>> bound = new LinkedHashMap<>();

    /**
     * Looks for the beans when all singletons are there.
     *
     * @param beans where they are
     * @param byProperty the election of each bean that a property binds
     * @param elections the names of all elections
     */
    LeaderLifecycles(ListableBeanFactory beans, Map<String, String> byProperty, Supplier<Set<String>> elections) {
        this.beans = beans;
        this.byProperty = byProperty;
        this.elections = elections;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (String bean : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, Lifecycle.class)) {
            StartedWithLeadership annotation =
                    byProperty.containsKey(bean) ? null : beans.findAnnotationOnBean(bean, StartedWithLeadership.class);
            if (annotation != null) {
                bind(bean, annotation.value());
            }
        }
        byProperty.forEach((bean, election) -> {
            if (!beans.containsBean(bean) || !beans.isTypeMatch(bean, Lifecycle.class)) {
                throw new ElectionConfigurationException(
                        "election.lifecycles names '" + bean
                                + "', but there is no bean of that name with a start and a stop.",
                        "Name a bean of type " + Lifecycle.class.getName() + ".");
            }
            bind(bean, election);
        });
    }

    private void bind(String bean, String wanted) {
        Set<String> names = elections.get();
        String election =
                wanted.isEmpty() && names.size() == 1 ? names.iterator().next() : wanted;
        if (!names.contains(election)) {
            throw new ElectionConfigurationException(
                    "The bean '" + bean + "' is to start with the leadership of election '" + election
                            + "', but the elections are " + names + ".",
                    "Name one of them.");
        }
        if (beans.getBean(bean) instanceof SmartLifecycle smart && smart.isAutoStartup()) {
            throw new ElectionConfigurationException(
                    "The bean '" + bean + "' is to start with the leadership of election '" + election
                            + "', but Spring starts it with the application: its isAutoStartup() is true.",
                    "Set its autoStartup to false.");
        }
        bound.computeIfAbsent(election, name -> new ArrayList<>()).add(bean);
    }

    @Override
    public LeadershipListener listenTo(String electionName) {
        List<String> names = bound.getOrDefault(electionName, List.of());
        return new StartAndStop(
                names.stream().map(name -> beans.getBean(name, Lifecycle.class)).toList());
    }

    /** Starts in order, stops in the reverse order, and everything that can be stopped. */
    private record StartAndStop(List<Lifecycle> lifecycles) implements LeadershipListener {

        @Override
        public void onGained(Leadership leadership) {
            lifecycles.forEach(Lifecycle::start);
        }

        @Override
        public void onStopping(Leadership leadership, LossReason reason) {
            List<Lifecycle> reversed = new ArrayList<>(lifecycles);
            Collections.reverse(reversed);
            for (Lifecycle each : reversed) {
                try {
                    each.stop();
                } catch (RuntimeException e) {
                    LOG.error(
                            "election={} {} could not be stopped with the leadership",
                            leadership.electionName(),
                            each,
                            e);
                }
            }
        }
    }
}
