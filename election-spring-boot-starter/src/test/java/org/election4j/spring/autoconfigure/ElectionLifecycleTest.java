// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.election4j.Candidate;
import org.election4j.ElectorStatus;
import org.election4j.LeaderElector;
import org.election4j.LeaderInfo;
import org.election4j.Leadership;
import org.election4j.LossReason;
import org.election4j.ResignOutcome;
import org.election4j.RunOutcome;
import org.election4j.spring.CandidateCustomizer;
import org.election4j.spring.Diary;
import org.election4j.spring.ElectionConfigurationException;
import org.election4j.spring.ElectionDefinition;
import org.election4j.spring.ElectionEvent;
import org.election4j.spring.Elections;
import org.election4j.spring.LeaderChanged;
import org.election4j.spring.LeadershipGained;
import org.election4j.spring.LeadershipLost;
import org.election4j.spring.LeadershipStopping;
import org.election4j.spring.test.AutoConfigureTestElections;
import org.election4j.spring.test.TestElections;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.AbstractApplicationContext;

/** The campaign, from the start of a context to its end, without a server. */
class ElectionLifecycleTest {

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(LeaseStoreAutoConfiguration.class, ElectionAutoConfiguration.class))
            .withPropertyValues("election.elections=billing,reports");

    private final ApplicationContextRunner scripted = bare.withUserConfiguration(Scripted.class);
    private final ApplicationContextRunner inMemory =
            bare.withPropertyValues("election.store=memory", "election.lease=500ms");

    @AutoConfigureTestElections
    static class Scripted {}

    // ---- before, while, after --------------------------------------------------------------------------------------

    static class EarlyBird {
        final boolean ledInConstructor;
        final ElectorStatus status;

        EarlyBird(@Qualifier("billing") LeaderElector elector) {
            ledInConstructor = elector.isLeader();
            status = elector.status();
            assertThat(elector.currentLeader()).isEmpty();
            assertThat(elector.leadership()).isEmpty();
            assertThat(elector.<String>runIfLeader(leadership -> "ran")).isInstanceOf(RunOutcome.NotLeader.class);
            assertThat(elector.resign().toCompletableFuture()).isCompletedWithValue(ResignOutcome.NOT_LEADING);
            assertThat(elector.resign(Duration.ZERO).toCompletableFuture())
                    .isCompletedWithValue(ResignOutcome.NOT_LEADING);
            assertThat(elector.handOver("other").toCompletableFuture()).isCompletedWithValue(ResignOutcome.NOT_LEADING);
            assertThatThrownBy(elector::candidate).hasMessageContaining("has not begun");
        }
    }

    @Test
    void an_elector_can_be_asked_before_the_campaign_has_begun() {
        scripted.withBean(EarlyBird.class).run(context -> {
            EarlyBird bird = context.getBean(EarlyBird.class);
            assertThat(bird.ledInConstructor).isFalse();
            assertThat(bird.status.state()).isEqualTo(ElectorStatus.State.STARTING);
            assertThat(bird.status.nextStep()).contains("context");
        });
    }

    @Test
    void the_campaign_begins_with_the_context_and_ends_with_it() {
        List<LeaderElector> kept = new CopyOnWriteArrayList<>();
        inMemory.run(context -> {
            Elections elections = context.getBean(Elections.class);
            assertThat(elections.names()).containsExactly("billing", "reports");
            LeaderElector elector = elections.elector("billing");
            assertThat(elector.awaitLeadership(Duration.ofSeconds(30))).isPresent();
            assertThat(elections.candidate()).isPresent();
            kept.add(elector);
        });
        assertThat(kept.get(0).isLeader()).isFalse();
        assertThat(kept.get(0).status().state()).isEqualTo(ElectorStatus.State.CLOSED);
    }

    /** Of the phase just before the last, as web servers and their like are; depends on the elections, too. */
    static class Neighbour implements SmartLifecycle {
        final List<String> seen = new CopyOnWriteArrayList<>();
        private final Elections elections;
        private boolean running;

        Neighbour(Elections elections) {
            this.elections = elections;
        }

        private void look(String when) {
            seen.add(when + ": " + elections.elector("billing").status().state());
        }

        @Override
        public void start() {
            look("at its start");
            running = true;
        }

        @Override
        public void stop() {
            look("at its end");
            running = false;
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return Integer.MAX_VALUE - 1;
        }
    }

    @Test
    void the_campaign_is_the_last_to_begin_and_the_first_to_go() {
        List<String> seen = new CopyOnWriteArrayList<>();
        inMemory.withBean(Neighbour.class).run(context -> {
            LeaderElector elector = context.getBean(Elections.class).elector("billing");
            Neighbour neighbour = context.getBean(Neighbour.class);
            assertThat(elector.awaitLeadership(Duration.ofSeconds(30))).isPresent();
            ((AbstractApplicationContext) context.getSourceApplicationContext()).close();
            seen.addAll(neighbour.seen);
        });
        assertThat(seen).containsExactly("at its start: STARTING", "at its end: CLOSED");
    }

    @Test
    void without_auto_start_it_begins_when_it_is_told_to() {
        inMemory.withPropertyValues("election.auto-start=false").run(context -> {
            Elections elections = context.getBean(Elections.class);
            LeaderElector elector = elections.elector("billing");
            assertThat(elections.candidate()).isEmpty();
            assertThat(elector.awaitLeadership(Duration.ofMillis(10))).isEmpty();
            context.getBean(CampaignLifecycle.class).start();
            assertThat(elector.awaitLeadership(Duration.ofSeconds(30))).isPresent();
        });
    }

    @Test
    void a_context_that_is_stopped_and_started_again_campaigns_again() {
        inMemory.run(context -> {
            LeaderElector elector = context.getBean(Elections.class).elector("billing");
            long first = elector.awaitLeadership(Duration.ofSeconds(30))
                    .orElseThrow()
                    .term();
            AbstractApplicationContext lifecycle = (AbstractApplicationContext) context.getSourceApplicationContext();
            lifecycle.stop();
            assertThat(elector.isLeader()).isFalse();
            lifecycle.start();
            long second = elector.awaitLeadership(Duration.ofSeconds(30))
                    .orElseThrow()
                    .term();
            assertThat(second).isGreaterThan(first);
        });
    }

    @Test
    void an_unknown_election_is_an_error_that_lists_the_known_ones() {
        scripted.run(context -> assertThatThrownBy(
                        () -> context.getBean(Elections.class).elector("nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonsense")
                .hasMessageContaining("[billing, reports]"));
    }

    @Test
    void one_election_needs_no_qualifier() {
        scripted.withPropertyValues("election.elections=billing")
                .run(context -> assertThat(context.getBean(LeaderElector.class).electionName())
                        .isEqualTo("billing"));
    }

    // ---- definitions -----------------------------------------------------------------------------------------------

    static class Feed {
        @Autowired
        Diary diary;

        @Autowired
        Elections elections;

        @Bean
        ElectionDefinition feed() {
            return ElectionDefinition.named("feed")
                    .drainLimit(Duration.ofSeconds(1))
                    .onLeader(this::read);
        }

        private void read(Leadership leadership) throws InterruptedException {
            diary.add("reading, leader=" + elections.elector("feed").isLeader());
            Thread.sleep(Duration.ofDays(1).toMillis());
        }
    }

    @Test
    void a_bean_defines_an_election_with_work_of_its_own() {
        inMemory.withBean(Diary.class).withUserConfiguration(Feed.class).run(context -> {
            Elections elections = context.getBean(Elections.class);
            assertThat(elections.names()).containsExactly("billing", "reports", "feed");
            // The work begins as soon as the store, in memory, has answered.
            await().until(() -> context.getBean(Diary.class).lines().contains("reading, leader=true"));
        });
    }

    static class Duplicate {
        @Bean
        ElectionDefinition again() {
            return ElectionDefinition.named("billing");
        }
    }

    @Test
    void an_election_that_is_defined_twice_is_refused() {
        scripted.withUserConfiguration(Duplicate.class)
                .run(context -> assertThat(context.getStartupFailure())
                        .isInstanceOf(ElectionConfigurationException.class)
                        .hasMessageContaining("two definitions of election 'billing'"));
    }

    @Test
    void duplicate_names_in_the_properties_are_refused() {
        scripted.withPropertyValues("election.elections=a,a")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("'a' twice"));
    }

    @Test
    void customizers_have_the_last_word() {
        inMemory.withPropertyValues("election.id=from-the-properties")
                .withBean(CandidateCustomizer.class, () -> builder -> builder.id("from-the-customizer"))
                .run(context -> assertThat(
                                context.getBean(Elections.class).candidate().map(Candidate::id))
                        .contains("from-the-customizer"));
    }

    @Test
    void settings_that_contradict_each_other_are_refused_with_both_values() {
        inMemory.withPropertyValues("election.timing.renew-interval=400ms")
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("PT0.4S"));
    }

    // ---- events ----------------------------------------------------------------------------------------------------

    static class Events {
        final List<ElectionEvent> seen = new CopyOnWriteArrayList<>();

        @EventListener
        void on(ElectionEvent event) {
            seen.add(event);
        }
    }

    @Test
    void the_leadership_is_told_in_application_events() {
        scripted.withBean(Events.class).run(context -> {
            TestElections elections = context.getBean(TestElections.class);
            Leadership leadership = elections.grant("billing");
            elections.take("billing");
            elections.leader("reports", new LeaderInfo("reports", "other", null, 7, java.time.Instant.EPOCH));
            elections.leader("reports", null);
            assertThat(context.getBean(Events.class).seen)
                    .extracting(event -> event.getClass().getSimpleName() + " " + event.electionName())
                    .containsExactly(
                            "LeaderChanged billing",
                            "LeadershipGained billing",
                            "LeadershipStopping billing",
                            "LeadershipLost billing",
                            "LeaderChanged billing",
                            "LeaderChanged reports",
                            "LeaderChanged reports");
            assertThat(context.getBean(Events.class).seen).satisfies(seen -> {
                assertThat(((LeadershipGained) seen.get(1)).leadership().term()).isEqualTo(leadership.term());
                assertThat(((LeadershipStopping) seen.get(2)).reason()).isEqualTo(LossReason.RENEWAL_TIMED_OUT);
                assertThat(((LeadershipLost) seen.get(3)).loss().reason()).isEqualTo(LossReason.RENEWAL_TIMED_OUT);
                assertThat(((LeaderChanged) seen.get(6)).leader()).isNull();
            });
        });
    }

    static class Refusing {
        @EventListener
        void on(LeadershipGained event) {
            throw new IllegalStateException("not today");
        }
    }

    @Test
    void a_listener_that_throws_ends_the_leadership() {
        scripted.withBean(Refusing.class).run(context -> {
            context.getBean(TestElections.class).grant("billing");
            assertThat(context.getBean(Elections.class).elector("billing").isLeader())
                    .isFalse();
        });
    }
}
