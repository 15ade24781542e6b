// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.time.Duration;
import org.election4j.spi.Attempt;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkPlugin;

/**
 * Makes one request what an attempt is: sent once, and given up in time. It applies to this request alone, so that a client
 * that others use too stays as it is.
 */
final class SingleAttempt {

    /** The retries of a client are not among the settings of a request, but a plugin may change them for one. */
    static final SdkPlugin SENT_ONCE = client -> client.overrideConfiguration(settings ->
            settings.retryStrategy(AwsRetryStrategy.doNotRetry()).addExecutionInterceptor(ErrorUnderOk.INSTANCE));

    private SingleAttempt() {}

    static AwsRequestOverrideConfiguration within(Attempt attempt) {
        Duration limit = attempt.remaining().plusMillis(1);
        return AwsRequestOverrideConfiguration.builder()
                .apiCallTimeout(limit)
                .apiCallAttemptTimeout(limit)
                .addPlugin(SENT_ONCE)
                .build();
    }
}
