// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import org.election4j.spi.LeaseStore;
import org.election4j.spi.TickStore;
import org.election4j.testkit.TickStoreContract;

/** The contract of ticks on another implementation of the port. */
class TickPortContractTest extends TickStoreContract {

    private final ConditionalObjects objects = new InMemoryObjects();
    private final S3Options options = S3Options.builder("any").build();

    @Override
    protected LeaseStore openStore() {
        return new S3LeaseStore(objects, options);
    }

    @Override
    protected TickStore openTicks() {
        return new S3TickStore(objects, options);
    }

    @Override
    protected boolean hasClock() {
        return false;
    }

    @Override
    protected boolean fencesInOneStep() {
        return false;
    }
}
