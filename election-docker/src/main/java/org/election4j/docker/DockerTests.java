// SPDX-License-Identifier: Apache-2.0
package org.election4j.docker;

import java.time.Duration;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * Starts the server when the tests are discovered, before any class of theirs is initialised, and tells them of it by the
 * property that names an external server. Without Docker all tests are left out, with one line that says so. Found by the
 * JUnit platform as a service; does nothing without {@value ServerImage#IMAGE}.
 */
public final class DockerTests implements PostDiscoveryFilter {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    /** Called by the JUnit platform. */
    public DockerTests() {}

    @Override
    public FilterResult apply(TestDescriptor test) {
        return Holder.AVAILABLE ? FilterResult.included("runs here") : FilterResult.excluded("no Docker");
    }

    /** Once per JVM, when the first test asks. */
    private static final class Holder {
        private static final boolean AVAILABLE = prepare();

        private static boolean prepare() {
            if (System.getProperty(ServerImage.IMAGE) == null) {
                return true;
            }
            ServerImage image = ServerImage.of(System.getProperties());
            if (!DockerClientFactory.instance().isDockerAvailable()) {
                System.out.println("SKIPPED: no Docker engine was found, so nothing was tested on " + image.name());
                return false;
            }
            start(image);
            return true;
        }
    }

    /** It ends with the JVM: Testcontainers sees to that. */
    @SuppressWarnings("resource")
    private static void start(ServerImage image) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image.name()))
                .withExposedPorts(image.port())
                .withEnv(image.environment())
                .waitingFor(Wait.forLogMessage(".*" + image.ready() + ".*", image.readyTimes()))
                .withStartupTimeout(START_LIMIT);
        if (!image.command().isEmpty()) {
            container.withCommand(image.command().toArray(String[]::new));
        }
        container.start();
        image.told(container.getHost(), container.getMappedPort(image.port())).forEach(System::setProperty);
        System.out.println("testing on " + image.name());
    }
}
