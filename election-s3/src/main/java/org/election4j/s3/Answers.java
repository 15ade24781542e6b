// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What an error of the server means, by its code. The status alone is not enough: a 404 may be about the bucket, a 409 decides
 * nothing, and an error may come under a 200.
 */
final class Answers {

    private static final String PRECONDITION_FAILED = "PreconditionFailed";
    private static final String NO_SUCH_KEY = "NoSuchKey";
    private static final int STATUS_PRECONDITION_FAILED = 412;

    private Answers() {}

    /** Whether the object is known to be absent. */
    static boolean isNoSuchKey(Throwable error) {
        return NO_SUCH_KEY.equals(code(error));
    }

    /**
     * Whether a condition is known to have failed, so that nothing was written.
     *
     * @param ofMatch whether it was {@code If-Match}: an absent object has no etag that could match
     */
    static boolean isRefusal(Throwable error, boolean ofMatch) {
        String code = code(error);
        return PRECONDITION_FAILED.equals(code) || (ofMatch && NO_SUCH_KEY.equals(code));
    }

    /** The code; a 412 needs none, since it can mean nothing else and some servers leave the body out. */
    private static @Nullable String code(Throwable error) {
        if (!(error instanceof AwsServiceException answer)) {
            return null;
        }
        AwsErrorDetails details = answer.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        boolean bare = code == null || code.isEmpty() || code.equals(Integer.toString(answer.statusCode()));
        return bare && answer.statusCode() == STATUS_PRECONDITION_FAILED ? PRECONDITION_FAILED : code;
    }
}
