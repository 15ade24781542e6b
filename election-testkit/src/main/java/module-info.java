// SPDX-License-Identifier: Apache-2.0
/** What users and store authors need to test with. */
module org.election4j.testkit {
    requires transitive org.election4j;
    requires static transitive org.jspecify;
    requires org.assertj.core;
    requires transitive org.junit.jupiter.api;

    exports org.election4j.testkit;

    // JUnit runs the tests of the contract, which are nobody else's business.
    opens org.election4j.testkit to
            org.junit.platform.commons;
}
