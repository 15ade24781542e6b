// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Finds an error that comes under a 200. The answer to a write has no body, so the client does not look at it; a server or a
 * proxy that had begun to answer before it failed has no other place to say so.
 */
final class ErrorUnderOk implements ExecutionInterceptor {

    static final ErrorUnderOk INSTANCE = new ErrorUnderOk();

    private static final int MOST = 64 * 1024;
    private static final Pattern CODE = Pattern.compile("<Error>.*?<Code>([^<]*)</Code>", Pattern.DOTALL);

    private ErrorUnderOk() {}

    @Override
    public Optional<InputStream> modifyHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        boolean write =
                context.request() instanceof PutObjectRequest || context.request() instanceof DeleteObjectRequest;
        if (!write
                || !context.httpResponse().isSuccessful()
                || context.responseBody().isEmpty()) {
            return context.responseBody();
        }
        byte[] body = read(context.responseBody().get());
        Matcher error = CODE.matcher(new String(body, StandardCharsets.UTF_8));
        if (error.find()) {
            int status = context.httpResponse().statusCode();
            throw S3Exception.builder()
                    .message("an error under status " + status)
                    .statusCode(status)
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode(error.group(1))
                            .errorMessage("an error under status " + status)
                            .serviceName("S3")
                            .build())
                    .build();
        }
        return Optional.of(new ByteArrayInputStream(body));
    }

    private static byte[] read(InputStream body) {
        try {
            return body.readNBytes(MOST);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
