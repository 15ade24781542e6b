// SPDX-License-Identifier: Apache-2.0
package org.election4j.spring.autoconfigure;

import org.springframework.context.SmartLifecycle;

/**
 * Begins the campaign last when the context starts, and ends it first when the context stops: work drains and the
 * election is given up while all that the work uses is still there. A bean of its own that nobody depends on, because
 * Spring stops whatever depends on a bean before the bean, phases or not: a web server that were given {@code Elections}
 * would stop while this process still leads.
 */
final class CampaignLifecycle implements SmartLifecycle {

    private final ElectionLifecycle elections;
    private final ElectionProperties properties;

    CampaignLifecycle(ElectionLifecycle elections, ElectionProperties properties) {
        this.elections = elections;
        this.properties = properties;
    }

    @Override
    public void start() {
        elections.start();
    }

    @Override
    public void stop() {
        elections.stop();
    }

    /** Others of the same phase stop meanwhile: a scheduler waits for jobs that wait for our stop signal. */
    @Override
    public void stop(Runnable callback) {
        elections.stop(callback);
    }

    @Override
    public boolean isRunning() {
        return elections.isRunning();
    }

    @Override
    public boolean isAutoStartup() {
        return properties.autoStart();
    }

    @Override
    public int getPhase() {
        return properties.phase();
    }
}
