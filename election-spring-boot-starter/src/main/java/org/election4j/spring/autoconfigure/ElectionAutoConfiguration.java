// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.concurrent.Executor;
import org.election4j.jobs.JobListener;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;
import org.election4j.spring.CandidateCustomizer;
import org.election4j.spring.CandidateFactory;
import org.election4j.spring.ElectionDefinition;
import org.election4j.spring.ElectionListeners;
import org.election4j.spring.Elections;
import org.election4j.spring.aop.FencedTransactionPostProcessor;
import org.election4j.spring.aop.GuardedCalls;
import org.election4j.spring.aop.LeaderScopes;
import org.election4j.spring.aop.OnLeaderPostProcessor;
import org.election4j.spring.aop.OncePerTickJobs;
import org.election4j.spring.aop.OncePerTickPostProcessor;
import org.election4j.spring.aop.TickScopes;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.util.function.SingletonSupplier;

/** The candidate, its elections, their events, and {@code @OnLeader}. */
@AutoConfiguration(after = LeaseStoreAutoConfiguration.class)
@ConditionalOnProperty(name = "election.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ElectionProperties.class)
@Import(ElectorBeans.class)
public class ElectionAutoConfiguration {

    /** Platform threads of a megabyte each; more jobs than that in one process at the same moment are no cron jobs any more. */
    private static final int MOST_TICKS = 256;

    /** Made by Spring. */
    public ElectionAutoConfiguration() {}

    @Bean
    static ElectionPropertyCheck electionPropertyCheck(Environment environment) {
        return new ElectionPropertyCheck(environment);
    }

    @Bean
    @ConditionalOnMissingBean
    CandidateFactory candidateFactory(
            LeaseStore store, ElectionProperties properties, ObjectProvider<CandidateCustomizer> customizers) {
        return new ConfiguredCandidate(
                store, properties, () -> customizers.orderedStream().toList());
    }

    @Bean
    ApplicationLog electionLog() {
        return new ApplicationLog();
    }

    /** The parameters for log and factory are there so that the lifecycle is destroyed before these and the store. */
    @Bean
    @ConditionalOnMissingBean(Elections.class)
    ElectionLifecycle elections(
            ApplicationLog log,
            ElectionProperties properties,
            CandidateFactory factory,
            ObjectProvider<LeaseStore> store,
            ObjectProvider<ElectionDefinition> definitions,
            ObjectProvider<ElectionListeners> listeners,
            LeaderScopes scopes) {
        List<ElectionDefinition> configured = properties.elections().stream()
                .map(each -> new ElectionDefinition(each.name(), each.drainLimit(), each.onOverrun(), null))
                .toList();
        ElectionLifecycle.Parts parts = new ElectionLifecycle.Parts(
                configured,
                () -> definitions.orderedStream().toList(),
                () -> listeners.orderedStream().toList(),
                factory,
                () -> {
                    if (properties.failFast()) {
                        store.ifAvailable(there -> ConfiguredCandidate.failFast(
                                there, properties.leaseOr(there.pace().lease())));
                    }
                });
        return new ElectionLifecycle(parts, properties, scopes);
    }

    /** Not there if somebody brings other {@code Elections} along: those begin and end by themselves. */
    @Bean
    @ConditionalOnBean(ElectionLifecycle.class)
    CampaignLifecycle electionCampaign(ElectionLifecycle elections, ElectionProperties properties) {
        return new CampaignLifecycle(elections, properties);
    }

    @Bean
    @ConditionalOnMissingBean
    LeaderScopes leaderScopes() {
        return new LeaderScopes();
    }

    @Bean
    @ConditionalOnMissingBean
    TickScopes tickScopes() {
        return new TickScopes();
    }

    /** The parameter for the elections is there so that ticks end before the campaign does. */
    @Bean
    OncePerTickJobs oncePerTickJobs(
            ConfigurableBeanFactory beans,
            Elections elections,
            LeaderScopes leaderScopes,
            TickScopes tickScopes,
            ObjectProvider<TaskDecorator> decorators,
            Environment environment,
            ElectionProperties properties) {
        return new OncePerTickJobs(new OncePerTickJobs.Parts(
                elections,
                new EmbeddedValueResolver(beans),
                leaderScopes,
                tickScopes,
                SingletonSupplier.of(() -> ticks(beans)),
                () -> beans.getBeanProvider(JobListener.class).orderedStream().toList(),
                () -> beans.getBeanProvider(GuardedCalls.class).orderedStream().toList(),
                () -> beans.getBeanProvider(ObservationRegistry.class).getIfUnique(() -> ObservationRegistry.NOOP),
                tickThreads(decorators, isVirtual(environment)),
                () -> beans.getBeanProvider(ScheduledAnnotationBeanPostProcessor.class).stream()
                        .findAny()
                        .isPresent(),
                properties.phase()));
    }

    /** As Boot decides for its own scheduler; the class that says so is in another package on each line of Boot. */
    private static boolean isVirtual(Environment environment) {
        return environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false)
                && Runtime.version().feature() >= 21;
    }

    /** A thread for each tick, as many at a time as there may be; a tick that finds none free is looked at again ten seconds later. */
    private static Executor tickThreads(ObjectProvider<TaskDecorator> decorators, boolean virtual) {
        SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("election-tick-");
        threads.setDaemon(true);
        threads.setVirtualThreads(virtual);
        threads.setConcurrencyLimit(MOST_TICKS);
        threads.setRejectTasksWhenLimitReached(true);
        TaskDecorator decorator = decorators.getIfUnique();
        if (decorator != null) {
            threads.setTaskDecorator(decorator);
        }
        return threads;
    }

    private static TickStore ticks(BeanFactory beans) {
        TickStore own = beans.getBeanProvider(TickStore.class).getIfAvailable();
        // Without a choice there was no option either: the store is whatever the application says.
        return own != null
                ? own
                : beans.getBeanProvider(StoreChoice.class)
                        .getIfAvailable(() -> new StoreChoice(List.of(), null))
                        .ticks();
    }

    @Bean
    LeaderLifecycles leaderLifecycles(
            ListableBeanFactory beans, ObjectProvider<Elections> elections, ElectionProperties properties) {
        return new LeaderLifecycles(
                beans, properties.lifecycles(), () -> elections.getObject().names());
    }

    @Bean
    ElectionEvents electionEvents(ApplicationEventPublisher publisher) {
        return new ElectionEvents(publisher);
    }

    @Bean
    @ConditionalOnMissingBean
    static OnLeaderPostProcessor onLeaderPostProcessor(Environment environment) {
        return new OnLeaderPostProcessor(environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true));
    }

    @Bean
    @ConditionalOnMissingBean
    static OncePerTickPostProcessor oncePerTickPostProcessor(Environment environment) {
        return new OncePerTickPostProcessor(
                environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true));
    }

    @Bean
    @ConditionalOnMissingBean
    static FencedTransactionPostProcessor fencedTransactionPostProcessor(Environment environment) {
        return new FencedTransactionPostProcessor(
                environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.integration.leader.event.OnGrantedEvent")
    @ConditionalOnProperty("election.integration-events")
    static class Integration {

        @Bean
        IntegrationEvents electionIntegrationEvents(Elections elections, ApplicationEventPublisher publisher) {
            return new IntegrationEvents(elections, publisher);
        }
    }
}
