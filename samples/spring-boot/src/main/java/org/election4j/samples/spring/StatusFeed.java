// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.spring;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.election4j.spring.ElectionEvent;
import org.election4j.spring.Elections;
import org.election4j.spring.autoconfigure.ElectionProperties;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Server-sent events for the page: one snapshot per second, whoever listens, and none if nobody does. */
@RestController
public class StatusFeed {

    private final Elections elections;
    private final Timeline timeline;
    private final long leaseMillis;
    private final Set<SseEmitter> listeners = ConcurrentHashMap.newKeySet();
    private volatile boolean changed;
    private volatile boolean closing;
    private volatile long lastSecond;

    StatusFeed(Elections elections, Timeline timeline, ElectionProperties properties) {
        this.elections = elections;
        this.timeline = timeline;
        this.leaseMillis = requireNonNull(properties.lease(), "election.lease is set in the properties")
                .toMillis();
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter events() {
        SseEmitter emitter = new SseEmitter(0L);
        listeners.add(emitter);
        emitter.onCompletion(() -> listeners.remove(emitter));
        emitter.onError(error -> listeners.remove(emitter));
        send(emitter, snapshot());
        if (closing) {
            emitter.complete();
        }
        return emitter;
    }

    /** A stream has no end of its own, so the web server would wait for it until it gives up. */
    @EventListener
    void on(ContextClosedEvent event) {
        closing = true;
        listeners.forEach(SseEmitter::complete);
    }

    @EventListener
    void on(ElectionEvent event) {
        changed = true;
    }

    /** A change is shown within 200 ms; without one the page hears from us once a second. */
    @Scheduled(fixedDelay = 200)
    void push() {
        long second = System.currentTimeMillis() / 1000;
        if (!listeners.isEmpty() && (changed || second != lastSecond)) {
            changed = false;
            lastSecond = second;
            Snapshot snapshot = snapshot();
            listeners.forEach(listener -> send(listener, snapshot));
        }
    }

    private Snapshot snapshot() {
        return Snapshot.of(elections, timeline, leaseMillis);
    }

    private void send(SseEmitter listener, Snapshot snapshot) {
        try {
            listener.send(snapshot, MediaType.APPLICATION_JSON);
        } catch (IOException | IllegalStateException e) {
            listeners.remove(listener);
        }
    }
}
