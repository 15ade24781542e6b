// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.time.Duration;
import java.util.List;
import org.election4j.spi.LeaseStore;
import org.election4j.testkit.LeaseStoreContract;
import org.election4j.testkit.StoreTraits;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/** The contract on the emulator, or on the server that was named. One test makes 2,200 requests, one after the other. */
@Timeout(400)
class S3LeaseStoreContractTest extends LeaseStoreContract {

    private static final int PAGE = 10;

    /** A thousand objects written one by one would take a minute. */
    private static final ExecutionInterceptor SHORT_PAGES = new ExecutionInterceptor() {
        @Override
        public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
            return context.request() instanceof ListObjectsV2Request list
                    ? list.toBuilder().maxKeys(PAGE).build()
                    : context.request();
        }
    };

    private final S3Options options = TestServer.freshOptions().build();

    @Override
    protected LeaseStore openStore() {
        return new S3LeaseStore(TestServer.client(SHORT_PAGES), options);
    }

    @Override
    protected int moreThanAPage() {
        return 4 * PAGE + 1;
    }

    @Override
    protected void changeByHand(String electionName, String field, String value) {
        Clients.changeByHand(new S3Objects(TestServer.client(), options, true), options, electionName, field, value);
    }

    @Override
    protected StoreTraits traits() {
        return StoreTraits.none().withMark();
    }

    @Override
    protected List<String> secrets() {
        return List.of(Clients.ACCESS_KEY, Clients.SECRET_KEY);
    }

    @Override
    protected Duration patience() {
        return Duration.ofMinutes(2);
    }
}
