// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.election4j.spi.RandomIds;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Ties the content of an object of yours to a term: <strong>once a term wrote an object through the fence, or sealed it,
 * no smaller term writes it</strong>. This holds whatever clocks, networks and pauses do, object by object, as long as the
 * object is written through the fence only. It holds from that first write on: a new leader {@linkplain #seal seals} the
 * objects it is going to rely on before it reads them.
 *
 * <p>The object's term is kept in its metadata. A write reads it, refuses if it is greater, and replaces the object by {@code
 * If-Match} on the etag that was read. An etag is usually a hash of the content alone: it would not change if the next leader
 * wrote the same bytes, and a paused leader that had read it before would still match. Therefore <strong>the content itself
 * has to contain a stamp</strong>, which the fence gives and looks for: a text of fixed length, unique to each write. Put it
 * where your format has room: a field, a comment, a line at the end.
 *
 * <pre>{@code
 * fence.update(leadership, "reports", "daily/manifest.json",
 *         (current, stamp) -> manifest.plus(entry).toJson(stamp));
 * }</pre>
 *
 * <p>Content type, content encoding, cache control and metadata stay what they are; whatever else can be said about an
 * object (tags, access list, storage class, encryption) becomes what the bucket has by default.
 *
 * <p>Objects are handled as a whole and in memory: meant for manifests, checkpoints and pointers, not for bulk. To fence
 * bulk, write it under a fresh key and fence the small object that points to it.
 *
 * <p>Immutable and thread-safe; methods block as the client does. The client's retries are switched off for writes; its time
 * limits apply.
 */
public final class S3Fence {

    /** Where an object's term is kept: {@code x-amz-meta-election4j-term}. */
    public static final String TERM = "election4j-term";

    /** Where an object's stamp is kept: {@code x-amz-meta-election4j-stamp}. */
    public static final String STAMP = "election4j-stamp";

    private static final int TRIES = 10;

    private final S3Client client;
    private final boolean unquoted;

    /** Makes the content of an object. */
    @FunctionalInterface
    public interface Content {
        /**
         * Makes the next content. Called again if somebody else of the same term wrote meanwhile.
         *
         * @param current the present content; null if there is no object
         * @param stamp ASCII letters, digits and dashes, to be contained in the next content
         * @return the next content
         */
        byte[] next(byte @Nullable [] current, String stamp);
    }

    /**
     * A fence for a server that takes etags as it gives them, as S3 does.
     *
     * @param client yours; never closed
     */
    public S3Fence(S3Client client) {
        this(client, false);
    }

    /**
     * A fence.
     *
     * @param client yours; never closed
     * @param unquotedEtags as in {@link S3Options.Builder#unquotedEtags}
     */
    public S3Fence(S3Client client, boolean unquotedEtags) {
        this.client = requireNonNull(client, "client");
        this.unquoted = unquotedEtags;
    }

    /**
     * Replaces an object, or creates it, if no greater term has written it.
     *
     * @param leadership the leadership you act for
     * @param bucket the bucket
     * @param key the object
     * @param content makes the content; it must contain the stamp
     * @throws StaleTermException if a greater term has written the object; nothing was written
     * @throws IllegalArgumentException if the content does not contain the stamp; nothing was written
     * @throws SdkException if the server could not be asked, or if it is not known whether it wrote
     * @throws IllegalStateException if others of the same term wrote at every try; nothing was written
     */
    public void update(Leadership leadership, String bucket, String key, Content content) {
        update(leadership.electionName(), leadership.term(), bucket, key, content);
    }

    /**
     * Replaces an object, or creates it, if no greater term has written it.
     *
     * @param electionName the election, for the message of the exception
     * @param term the term you act for
     * @param bucket the bucket
     * @param key the object
     * @param content makes the content; it must contain the stamp
     * @throws StaleTermException if a greater term has written the object; nothing was written
     * @throws IllegalArgumentException if the content does not contain the stamp; nothing was written
     * @throws SdkException if the server could not be asked, or if it is not known whether it wrote
     * @throws IllegalStateException if others of the same term wrote at every try; nothing was written
     */
    public void update(String electionName, long term, String bucket, String key, Content content) {
        for (int i = 0; i < TRIES; i++) {
            ResponseBytes<GetObjectResponse> current = read(bucket, key);
            refuseStale(electionName, term, current);
            String stamp = stamp(term);
            byte[] next = content.next(current == null ? null : current.asByteArray(), stamp);
            requireStamp(next, stamp, key);
            if (wrote(bucket, key, current, term, stamp, next)) {
                return;
            }
        }
        throw new IllegalStateException("object " + key + " was written by somebody else at each of " + TRIES
                + " tries; let one thread at a time update it");
    }

    /**
     * Takes an object over from smaller terms, its content unchanged but for the stamp: whatever they still have under way
     * is refused from now on. Does nothing if there is no object: create it with {@link #update} if it is to be fenced
     * before anybody else creates it.
     *
     * @param leadership the leadership you act for
     * @param bucket the bucket
     * @param key the object
     * @return whether there is an object
     * @throws StaleTermException if a greater term has written the object
     * @throws IllegalStateException if the object was never written through a fence, or others wrote at every try
     * @throws SdkException if the server could not be asked, or if it is not known whether it wrote
     */
    public boolean seal(Leadership leadership, String bucket, String key) {
        return seal(leadership.electionName(), leadership.term(), bucket, key);
    }

    /**
     * Takes an object over from smaller terms. See {@link #seal(Leadership, String, String)}.
     *
     * @param electionName the election, for the message of the exception
     * @param term the term you act for
     * @param bucket the bucket
     * @param key the object
     * @return whether there is an object
     * @throws StaleTermException if a greater term has written the object
     * @throws IllegalStateException if the object was never written through a fence, or others wrote at every try
     * @throws SdkException if the server could not be asked, or if it is not known whether it wrote
     */
    public boolean seal(String electionName, long term, String bucket, String key) {
        for (int i = 0; i < TRIES; i++) {
            ResponseBytes<GetObjectResponse> current = read(bucket, key);
            if (current == null) {
                return false;
            }
            refuseStale(electionName, term, current);
            String stamp = stamp(term);
            byte[] next = restamped(current, stamp, key);
            if (wrote(bucket, key, current, term, stamp, next)) {
                return true;
            }
        }
        throw new IllegalStateException(
                "object " + key + " was written by somebody else at each of " + TRIES + " tries; seal it again");
    }

    private @Nullable ResponseBytes<GetObjectResponse> read(String bucket, String key) {
        try {
            return client.getObjectAsBytes(get -> get.bucket(bucket).key(key));
        } catch (AwsServiceException e) {
            if (Answers.isNoSuchKey(e)) {
                return null;
            }
            throw e;
        }
    }

    private static void refuseStale(
            String electionName, long term, @Nullable ResponseBytes<GetObjectResponse> current) {
        if (current != null) {
            String stored = current.response().metadata().get(TERM);
            if (stored != null && Long.parseLong(stored) > term) {
                throw new StaleTermException(electionName, term);
            }
        }
    }

    /** False if somebody else wrote meanwhile. */
    private boolean wrote(
            String bucket,
            String key,
            @Nullable ResponseBytes<GetObjectResponse> current,
            long term,
            String stamp,
            byte[] next) {
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .overrideConfiguration(config -> config.addPlugin(SingleAttempt.SENT_ONCE));
        if (current == null) {
            put.ifNoneMatch("*").metadata(Map.of(TERM, Long.toString(term), STAMP, stamp));
        } else {
            GetObjectResponse was = current.response();
            Map<String, String> metadata = new HashMap<>(was.metadata());
            metadata.put(TERM, Long.toString(term));
            metadata.put(STAMP, stamp);
            put.ifMatch(unquoted ? was.eTag().replace("\"", "") : was.eTag())
                    .metadata(metadata)
                    .contentType(was.contentType())
                    .contentEncoding(was.contentEncoding())
                    .cacheControl(was.cacheControl());
        }
        try {
            client.putObject(put.build(), RequestBody.fromBytes(next));
            return true;
        } catch (AwsServiceException e) {
            if (Answers.isRefusal(e, current != null)) {
                return false;
            }
            throw e;
        }
    }

    /** The length is the same for every term, so that a new stamp fits where an old one was. */
    private static String stamp(long term) {
        return String.format(Locale.ROOT, "term-%019d-%s", term, new RandomIds().next());
    }

    private static void requireStamp(byte[] content, String stamp, String key) {
        if (!latin(content).contains(stamp)) {
            throw new IllegalArgumentException("the content for object " + key + " does not contain the stamp '" + stamp
                    + "'; without it an old leader could overwrite what a new one wrote with the same bytes");
        }
    }

    private static byte[] restamped(ResponseBytes<GetObjectResponse> current, String stamp, String key) {
        String old = current.response().metadata().get(STAMP);
        String content = latin(current.asByteArray());
        if (old == null || !content.contains(old)) {
            throw new IllegalStateException("object " + key
                    + " was not written through a fence; write it with update once, then it can be sealed");
        }
        return content.replace(old, stamp).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One character for each byte, whatever the content is. */
    private static String latin(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1);
    }
}
