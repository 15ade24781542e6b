// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;

/** The contract on another implementation of the port: nothing in the store is about S3. */
class PortContractTest extends LeaseStoreContract {

    private final ConditionalObjects objects =
            new FaultyObjects(new InMemoryObjects(), (operation, key) -> FaultyObjects.Fault.NONE);

    @Override
    protected LeaseStore openStore() {
        return new S3LeaseStore(objects, S3Options.builder("any").build());
    }

    @Override
    protected void changeByHand(String electionName, String field, String value) {
        Clients.changeByHand(objects, S3Options.builder("any").build(), electionName, field, value);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.none().withMark();
    }
}
