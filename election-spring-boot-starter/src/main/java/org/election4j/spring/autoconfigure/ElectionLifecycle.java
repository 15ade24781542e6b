// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.election4j.Candidate;
import org.election4j.LeaderElector;
import org.election4j.LeaderWork;
import org.election4j.spring.CandidateFactory;
import org.election4j.spring.ElectionConfigurationException;
import org.election4j.spring.ElectionDefinition;
import org.election4j.spring.ElectionListeners;
import org.election4j.spring.Elections;
import org.election4j.spring.aop.LeaderScopes;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The elections of the application, and the candidate that campaigns for them from {@link #start} to {@link #stop()}. A
 * context that is thrown away without being stopped (a start that failed, a second refresh) ends the campaign all the
 * same, before the store and its connections are destroyed.
 */
final class ElectionLifecycle implements Elections, DisposableBean, SmartInitializingSingleton {

    /**
     * What a campaign is made of. Beans are looked up late: they may want to have an elector themselves.
     *
     * @param configured the elections of the properties
     * @param defined those of beans
     * @param listeners who wants to listen
     * @param factory starts the candidate
     * @param check throws if the application shall rather fail than campaign
     */
    record Parts(
            List<ElectionDefinition> configured,
            Supplier<List<ElectionDefinition>> defined,
            Supplier<List<ElectionListeners>> listeners,
            CandidateFactory factory,
            Runnable check) {}

    private final Parts parts;
    private final ElectionProperties properties;
    private final LeaderScopes scopes;
    private final Map<String, ManagedElector> electors = new LinkedHashMap<>();
    private @Nullable List<ElectionDefinition> definitions;
    private @Nullable Candidate candidate;
    private @Nullable Candidate closing;

    ElectionLifecycle(Parts parts, ElectionProperties properties, LeaderScopes scopes) {
        this.parts = parts;
        this.properties = properties;
        this.scopes = scopes;
        parts.configured().forEach(this::add);
    }

    private void add(ElectionDefinition definition) {
        if (electors.put(definition.name(), new ManagedElector(definition.name())) != null) {
            throw new ElectionConfigurationException(
                    "There are two definitions of election '" + definition.name() + "'.",
                    "Remove the ElectionDefinition bean, or the entry in election.elections, or give one another name.");
        }
    }

    /** Those of the properties are known from the start; those that are beans once they are asked for. */
    private synchronized List<ElectionDefinition> definitions() {
        List<ElectionDefinition> known = definitions;
        if (known == null) {
            List<ElectionDefinition> beans = parts.defined().get();
            beans.forEach(this::add);
            known = new ArrayList<>(parts.configured());
            known.addAll(beans);
            definitions = known;
        }
        return known;
    }

    @Override
    public void afterSingletonsInstantiated() {
        definitions();
    }

    // ---- Elections -------------------------------------------------------------------------------------------------

    @Override
    public synchronized Set<String> names() {
        definitions();
        return Collections.unmodifiableSet(new LinkedHashSet<>(electors.keySet()));
    }

    @Override
    public synchronized LeaderElector elector(String electionName) {
        return managed(electionName);
    }

    private ManagedElector managed(String electionName) {
        ManagedElector known = electors.get(electionName);
        if (known == null) {
            definitions();
            known = electors.get(electionName);
        }
        if (known == null) {
            throw new IllegalArgumentException("there is no election '" + electionName
                    + "' in election.elections, nor an ElectionDefinition bean for it; there are " + electors.keySet());
        }
        return known;
    }

    @Override
    public synchronized Optional<Candidate> candidate() {
        return Optional.ofNullable(candidate);
    }

    // ---- lifecycle -------------------------------------------------------------------------------------------------

    /** Begins the campaign, unless it is under way. */
    synchronized void start() {
        if (candidate != null) {
            return;
        }
        parts.check().run();
        Candidate started = parts.factory().start();
        try {
            campaign(started);
        } catch (RuntimeException | Error e) {
            started.close();
            throw e;
        }
        candidate = started;
    }

    private void campaign(Candidate started) {
        ScopedCallbacks callbacks = new ScopedCallbacks(scopes, started);
        List<ElectionListeners> listeners = parts.listeners().get();
        try {
            for (ElectionDefinition definition : definitions()) {
                LeaderElector.Builder builder = builder(started, definition, callbacks);
                listeners.forEach(each -> builder.listener(callbacks.around(each.listenTo(definition.name()))));
                managed(definition.name()).attach(builder.start());
            }
        } finally {
            callbacks.begin();
        }
    }

    private LeaderElector.Builder builder(Candidate started, ElectionDefinition definition, ScopedCallbacks callbacks) {
        LeaderElector.Builder builder = started.elector(definition.name())
                .onOverrun(definition.onOverrun() == null ? properties.onOverrun() : definition.onOverrun());
        if (definition.drainLimit() != null) {
            builder.drainLimit(definition.drainLimit());
        } else if (properties.drainLimit() != null) {
            builder.drainLimit(properties.drainLimit());
        }
        LeaderWork work = definition.work();
        return work == null ? builder : builder.onLeader(callbacks.around(work));
    }

    /** Ends the campaign: work drains, and what is led is given up. */
    void stop() {
        Candidate ending = end();
        if (ending != null) {
            close(ending);
        }
    }

    /** The same in the background. */
    void stop(Runnable callback) {
        Candidate ending = end();
        if (ending == null) {
            callback.run();
            return;
        }
        Thread closer = new Thread(
                () -> {
                    try {
                        close(ending);
                    } finally {
                        callback.run();
                    }
                },
                "election4j-stop");
        closer.setDaemon(true);
        closer.start();
    }

    private synchronized @Nullable Candidate end() {
        Candidate ending = candidate;
        if (ending != null) {
            closing = ending;
            candidate = null;
        }
        return ending;
    }

    private void close(Candidate ending) {
        ending.close();
        synchronized (this) {
            if (closing == ending) {
                closing = null;
            }
        }
    }

    /** Also waits for a stop that the context has given up waiting for. */
    @Override
    public void destroy() {
        stop();
        Candidate late;
        synchronized (this) {
            late = closing;
        }
        if (late != null) {
            late.close();
        }
    }

    synchronized boolean isRunning() {
        return candidate != null;
    }
}
