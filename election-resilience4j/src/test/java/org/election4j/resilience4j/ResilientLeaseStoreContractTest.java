// SPDX-License-Identifier: Apache-2.0
package org.election4j.resilience4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import org.election4j.spi.LeaseStore;
import org.election4j.spi.RecordKey;
import org.election4j.spi.StorePace;
import org.election4j.testkit.FakeTime;
import org.election4j.testkit.InMemoryLeaseStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;
import org.junit.jupiter.api.Test;

/** Around a store that is well, nothing changes. The contract makes more calls than any candidate, so without a limit. */
class ResilientLeaseStoreContractTest extends LeaseStoreContract {

    private final FakeTime time = new FakeTime();
    private final InMemoryLeaseStore namespace =
            InMemoryLeaseStore.builder().epoch("1").ticker(time).build();

    @Override
    protected LeaseStore openStore() {
        return ResilientLeaseStore.builder(namespace.anotherHandle())
                .ticker(time)
                .rateLimiter(Samples.noLimit())
                .build();
    }

    @Override
    protected void changeByHand(String electionName, String field, String value) {
        namespace.changeByHand(new RecordKey.Election(electionName), field, value);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.none().withEpoch().withClock().withHints().withMark();
    }

    @Override
    protected void elapse(Duration duration) {
        time.advance(duration);
    }

    @Test
    void what_the_store_says_about_its_pace_is_passed_on() {
        StorePace slow = new StorePace(Duration.ofSeconds(45), 7, 3);
        LeaseStore target = (LeaseStore) Proxy.newProxyInstance(
                LeaseStore.class.getClassLoader(),
                new Class<?>[] {LeaseStore.class},
                (proxy, method, arguments) -> method.getName().equals("pace") ? slow : "a slow store");
        assertThat(ResilientLeaseStore.builder(target).build().pace()).isEqualTo(slow);
    }
}
