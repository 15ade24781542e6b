// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.election4j.spi.Attempt;
import org.election4j.spi.LeaseStoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The objects of one bucket. The {@linkplain S3LeaseStore store} says what the server's answers mean. */
final class S3Objects implements ConditionalObjects {

    /** With less time than this left nothing is sent: there would be nobody to hear the answer. */
    private static final Duration LEAST_TIME = Duration.ofMillis(20);

    private static final String TYPE = "text/plain; charset=utf-8";

    private final S3Client client;
    private final String bucket;
    private final boolean unquoted;
    private final boolean own;
    private final String place;
    private final CallLimit limit = new CallLimit();

    /**
     * The objects of the options' bucket.
     *
     * @param own whether the client is to be closed with them
     */
    S3Objects(S3Client client, S3Options options, boolean own) {
        this.client = requireNonNull(client, "client");
        this.bucket = options.bucket();
        this.unquoted = options.unquotedEtags();
        this.own = own;
        this.place = options.endpoint() == null
                ? "s3 bucket " + bucket
                : "s3 bucket " + bucket + " at " + options.endpoint().getAuthority();
    }

    @Override
    public Got get(String key, Attempt attempt) {
        return ask(
                attempt,
                () -> {
                    GetObjectRequest request = GetObjectRequest.builder()
                            .bucket(bucket)
                            .key(key)
                            .overrideConfiguration(SingleAttempt.within(attempt))
                            .build();
                    ResponseBytes<GetObjectResponse> answer = client.getObjectAsBytes(request);
                    String etag = answer.response().eTag();
                    return etag == null || etag.isEmpty()
                            ? new Got.Unknown(withoutEtag(key))
                            : new Got.Found(answer.asUtf8String(), etag);
                },
                error -> Answers.isNoSuchKey(error) ? new Got.Missing() : new Got.Unknown(Failures.told(error)));
    }

    @Override
    public Put put(String key, @Nullable String expected, String text, Attempt attempt) {
        return ask(
                attempt,
                () -> {
                    PutObjectRequest.Builder request = PutObjectRequest.builder()
                            .bucket(bucket)
                            .key(key)
                            .contentType(TYPE)
                            .overrideConfiguration(SingleAttempt.within(attempt));
                    if (expected == null) {
                        request.ifNoneMatch("*");
                    } else {
                        request.ifMatch(asWanted(expected));
                    }
                    PutObjectResponse answer = client.putObject(request.build(), RequestBody.fromString(text));
                    String etag = answer.eTag();
                    return etag == null || etag.isEmpty() ? new Put.Unknown(withoutEtag(key)) : new Put.Stored(etag);
                },
                error -> Answers.isRefusal(error, expected != null)
                        ? new Put.Refused()
                        : new Put.Unknown(Failures.told(error)));
    }

    @Override
    public Deleted delete(String key, String expected, Attempt attempt) {
        return ask(
                attempt,
                () -> {
                    client.deleteObject(DeleteObjectRequest.builder()
                            .bucket(bucket)
                            .key(key)
                            .ifMatch(asWanted(expected))
                            .overrideConfiguration(SingleAttempt.within(attempt))
                            .build());
                    return new Deleted.Done();
                },
                error -> Answers.isRefusal(error, true)
                        ? new Deleted.Refused()
                        : new Deleted.Unknown(Failures.told(error)));
    }

    @Override
    public Listed list(String prefix, @Nullable String after, Attempt attempt) {
        return ask(
                attempt,
                () -> {
                    ListObjectsV2Response answer = client.listObjectsV2(ListObjectsV2Request.builder()
                            .bucket(bucket)
                            .prefix(prefix)
                            .startAfter(after)
                            .overrideConfiguration(SingleAttempt.within(attempt))
                            .build());
                    return new Listed.Page(
                            answer.contents().stream().map(S3Object::key).toList(),
                            Boolean.TRUE.equals(answer.isTruncated()));
                },
                error -> new Listed.Unknown(Failures.told(error)));
    }

    @Override
    public String describe() {
        return place;
    }

    @Override
    public void close() {
        limit.close();
        if (own) {
            client.close();
        }
    }

    private String asWanted(String etag) {
        return unquoted ? etag.replace("\"", "") : etag;
    }

    private static LeaseStoreException withoutEtag(String key) {
        return new LeaseStoreException("the answer about object " + key + " has no etag", null);
    }

    private <T> T ask(Attempt attempt, Supplier<T> question, Function<Throwable, T> failed) {
        if (attempt.remaining().compareTo(LEAST_TIME) < 0) {
            return failed.apply(
                    new LeaseStoreException("the attempt's time was used up before the request was sent", null));
        }
        attempt.connected();
        attempt.sent();
        try {
            T answer = limit.within(attempt, question);
            attempt.replied();
            return answer;
        } catch (AwsServiceException e) {
            attempt.replied();
            return failed.apply(e);
        } catch (RuntimeException e) {
            return failed.apply(e);
        }
    }
}
