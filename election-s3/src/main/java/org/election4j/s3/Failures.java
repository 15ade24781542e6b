// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.util.Map;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.LeaseStoreException;
import org.election4j.spi.OneLine;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * Why a request failed, for people. Many causes end in the same status 403, and the client's message leaves the error code out, so
 * that a wrong clock or an expired token reads like a missing right.
 */
final class Failures {

    static final String ACCESS_DENIED = "AccessDenied";

    private static final int STATUS_MOVED = 301;
    private static final int STATUS_FORBIDDEN = 403;

    private static final String REGION = "the bucket is in another region; set S3Options.region to that region";
    private static final String EXPIRED = "the credentials have expired; renew them";
    private static final String WRONG = "the credentials are wrong";

    /** What waiting does not mend, by the server's error code. */
    private static final Map<String, String> REFUSALS = Map.ofEntries(
            Map.entry(ACCESS_DENIED, "the credentials lack a right"),
            Map.entry("AllAccessDisabled", "the account or the bucket is disabled"),
            Map.entry("AccountProblem", "there is a problem with the account"),
            Map.entry("PermanentRedirect", REGION),
            Map.entry("AuthorizationHeaderMalformed", REGION),
            Map.entry("IllegalLocationConstraintException", REGION),
            Map.entry("IncorrectEndpoint", REGION),
            Map.entry("ExpiredToken", EXPIRED),
            Map.entry("ExpiredTokenException", EXPIRED),
            Map.entry("TokenRefreshRequired", EXPIRED),
            Map.entry("InvalidToken", WRONG),
            Map.entry("InvalidAccessKeyId", WRONG),
            Map.entry("SignatureDoesNotMatch", WRONG),
            Map.entry("NoSuchBucket", "there is no such bucket; create it, or name another"),
            Map.entry("InvalidBucketName", "there can be no bucket of this name"),
            Map.entry(
                    "RequestTimeTooSkewed",
                    "the clock of this machine is off by more than the server accepts, which is 15 minutes on AWS; set it"));

    private Failures() {}

    /** The error code of an answer; null if there was no answer, or none with a code. */
    static @Nullable String code(Throwable failure) {
        if (!(failure instanceof AwsServiceException answer)) {
            return null;
        }
        AwsErrorDetails details = answer.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        if (code != null && !code.isEmpty() && !code.equals(Integer.toString(answer.statusCode()))) {
            return code;
        }
        if (answer.statusCode() == STATUS_MOVED) {
            return "PermanentRedirect";
        }
        return answer.statusCode() == STATUS_FORBIDDEN ? ACCESS_DENIED : code;
    }

    /** What an outcome tells: the reason first, then what the server or the client has said. */
    static LeaseStoreException told(Throwable failure) {
        if (failure instanceof LeaseStoreException told) {
            return told;
        }
        String reason = reason(failure);
        String refusal = REFUSALS.get(String.valueOf(code(failure)));
        return refusal == null
                ? new LeaseStoreException(reason, failure)
                : new AccessRefusedException(refusal + ": " + reason, failure);
    }

    private static String reason(Throwable failure) {
        String said = OneLine.reason(failure);
        if (failure instanceof AwsServiceException answer) {
            AwsErrorDetails details = answer.awsErrorDetails();
            String code = details == null ? null : details.errorCode();
            return "status " + answer.statusCode() + (code == null ? "" : " " + OneLine.of(code)) + ", " + said;
        }
        if (said.contains("Unable to load credentials")) {
            return "no credentials were found in the system properties, the environment, the profile or the role of this"
                    + " machine; " + said;
        }
        return said;
    }
}
