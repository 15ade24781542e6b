// SPDX-License-Identifier: Apache-2.0
/** Leader election for Java services on the database they already run: the API, the SPI for stores, and the engine. */
// The engine is open to the kits that drive it in virtual time; they are built after it.
@SuppressWarnings("module")
module org.election4j {
    requires static transitive org.jspecify;
    requires static java.logging;
    requires java.management;
    requires jdk.management;

    exports org.election4j;
    exports org.election4j.spi;
    exports org.election4j.internal.machine to
            org.election4j.testkit,
            org.election4j.simulator;
    exports org.election4j.internal.candidate to
            org.election4j.testkit,
            org.election4j.simulator;
    exports org.election4j.internal.engine to
            org.election4j.testkit,
            org.election4j.simulator;
    exports org.election4j.internal.leadership to
            org.election4j.testkit,
            org.election4j.simulator;
    exports org.election4j.internal.runtime to
            org.election4j.testkit,
            org.election4j.simulator;
}
