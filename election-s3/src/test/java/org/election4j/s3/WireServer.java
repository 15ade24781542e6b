// SPDX-License-Identifier: Apache-2.0
package org.election4j.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Speaks as much of the language of S3 as conditional writes need, exactly, and misbehaves on demand. One bucket, in
 * memory, one request at a time. Signatures are not checked.
 */
final class WireServer implements AutoCloseable {

    static final String BUCKET = "bucket";

    static {
        // Or each answer waits 40 ms for the client to acknowledge its first half.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** What happens to a request. */
    enum Trouble {
        /** The connection ends before anything was done. */
        LOST_REQUEST,
        /** Done, and then the connection ends. */
        LOST_REPLY,
        /** Done twice, as by a proxy that repeats; the second answer is given. */
        DUPLICATE,
        /** The connection ends; done when {@link #landLate} is called. */
        LATE,
        /** Not done, and never answered. */
        BLACK_HOLE,
        /** Done, and never answered. */
        SILENCE,
        /** Not done: 409 ConditionalRequestConflict. */
        CONFLICT,
        /** Not done: 500 InternalError. */
        INTERNAL_ERROR,
        /** Done: 500 InternalError. */
        INTERNAL_ERROR_AFTER,
        /** Not done: 503 SlowDown. */
        SLOW_DOWN,
        /** Not done: 403 AccessDenied. */
        FORBIDDEN,
        /** Not done: 404 NoSuchBucket. */
        NO_BUCKET,
        /** Not done: 200 with the error InternalError as its body. */
        ERROR_UNDER_200,
        /** Not done: 200 with the error PreconditionFailed as its body. */
        REFUSED_UNDER_200,
        /** Not done: 412 without a body. */
        BARE_412,
        /** Done: 200 without an etag. */
        NO_ETAG
    }

    /** In which ways the server is none that leases could be kept on. */
    enum Flaw {
        IGNORES_IF_NONE_MATCH,
        IGNORES_IF_MATCH,
        IGNORES_IF_MATCH_ON_DELETE,
        WANTS_UNQUOTED_ETAGS,
        SAME_ETAG_FOR_ALL,
        SHOWS_OLD_CONTENT
    }

    /** Bodies are bytes, one to a character. */
    private record Stored(String body, String etag, Map<String, String> metadata) {}

    private record Answer(int status, Map<String, String> headers, String body) {}

    private static final Answer NO_SUCH_KEY = error(404, "NoSuchKey");
    private static final Answer REFUSED = error(412, "PreconditionFailed");

    private final NavigableMap<String, Stored> objects = new TreeMap<>();
    private final Map<String, String> firstBodies = new HashMap<>();
    private final Map<String, Queue<Trouble>> troubles = new HashMap<>();
    private final List<Runnable> late = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private final List<Flaw> flaws;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private boolean missingIsRefused;
    private boolean blackHole;

    WireServer(Flaw... flaws) {
        this.flaws = List.of(flaws);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What happens to the next requests of a method; null for one that goes well. */
    synchronized void next(String method, Trouble... next) {
        troubles.computeIfAbsent(method, m -> new ConcurrentLinkedQueue<>()).addAll(List.of(next));
    }

    /** From now on nothing is answered. */
    synchronized void blackHole() {
        blackHole = true;
    }

    /** Some servers answer If-Match on an object that is not there with 412 instead of 404. */
    synchronized void answerMissingWith412() {
        missingIsRefused = true;
    }

    /** Lets what was held back take effect. */
    synchronized void landLate() {
        late.forEach(Runnable::run);
        late.clear();
    }

    /** Method and key of each request so far. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    synchronized List<String> keys() {
        return List.copyOf(objects.keySet());
    }

    synchronized @Nullable String text(String key) {
        Stored stored = objects.get(key);
        return stored == null ? null : new String(bytes(stored.body()), StandardCharsets.UTF_8);
    }

    synchronized void put(String key, String text) {
        String body = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        objects.put(key, new Stored(body, etag(body), Map.of()));
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = content(exchange);
            Answer answer = troubled(exchange, body);
            if (answer != null) {
                answer.headers().forEach(exchange.getResponseHeaders()::set);
                boolean bodiless =
                        answer.body().isEmpty() || exchange.getRequestMethod().equals("HEAD");
                exchange.sendResponseHeaders(
                        answer.status(), bodiless ? -1 : answer.body().length());
                if (!bodiless) {
                    exchange.getResponseBody().write(bytes(answer.body()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The answer; null for none, whereupon the connection ends. */
    private @Nullable Answer troubled(HttpExchange exchange, String body) throws InterruptedException {
        boolean silent;
        Answer answer;
        synchronized (this) {
            String method = exchange.getRequestMethod();
            requests.add(method + " " + key(exchange));
            Queue<Trouble> queue = troubles.get(method);
            Trouble trouble = blackHole ? Trouble.BLACK_HOLE : queue == null ? null : queue.poll();
            silent = trouble == Trouble.BLACK_HOLE || trouble == Trouble.SILENCE;
            answer = trouble == null ? done(exchange, body) : inTrouble(trouble, exchange, body);
        }
        if (silent) {
            closed.await();
        }
        return answer;
    }

    private @Nullable Answer inTrouble(Trouble trouble, HttpExchange exchange, String body) {
        switch (trouble) {
            case LATE -> {
                late.add(() -> done(exchange, body));
                return null;
            }
            case LOST_REPLY, SILENCE -> {
                done(exchange, body);
                return null;
            }
            case DUPLICATE -> {
                done(exchange, body);
                return done(exchange, body);
            }
            case INTERNAL_ERROR_AFTER -> {
                done(exchange, body);
                return error(500, "InternalError");
            }
            case NO_ETAG -> {
                Answer answer = done(exchange, body);
                return new Answer(answer.status(), Map.of(), answer.body());
            }
            default -> {
                return notDone(trouble);
            }
        }
    }

    private static @Nullable Answer notDone(Trouble trouble) {
        return switch (trouble) {
            case CONFLICT -> error(409, "ConditionalRequestConflict");
            case INTERNAL_ERROR -> error(500, "InternalError");
            case SLOW_DOWN -> error(503, "SlowDown");
            case FORBIDDEN -> error(403, "AccessDenied");
            case NO_BUCKET -> error(404, "NoSuchBucket");
            case ERROR_UNDER_200 -> error(200, "InternalError");
            case REFUSED_UNDER_200 -> error(200, "PreconditionFailed");
            case BARE_412 -> new Answer(412, Map.of(), "");
            default -> null;
        };
    }

    private Answer done(HttpExchange exchange, String body) {
        String key = key(exchange);
        return switch (exchange.getRequestMethod()) {
            case "PUT" -> put(key, body, exchange);
            case "DELETE" -> delete(key, exchange);
            default -> key.isEmpty() ? list(query(exchange)) : get(key);
        };
    }

    private Answer get(String key) {
        Stored stored = objects.get(key);
        if (stored == null) {
            return NO_SUCH_KEY;
        }
        Map<String, String> headers = new HashMap<>(stored.metadata());
        headers.put("ETag", stored.etag());
        String first = firstBodies.get(key);
        return new Answer(
                200, headers, flaws.contains(Flaw.SHOWS_OLD_CONTENT) && first != null ? first : stored.body());
    }

    private Answer put(String key, String body, HttpExchange exchange) {
        String ifMatch = exchange.getRequestHeaders().getFirst("If-Match");
        String ifNoneMatch = exchange.getRequestHeaders().getFirst("If-None-Match");
        Stored stored = objects.get(key);
        if (ifNoneMatch != null && stored != null && !flaws.contains(Flaw.IGNORES_IF_NONE_MATCH)) {
            return REFUSED;
        }
        if (ifMatch != null && !flaws.contains(Flaw.IGNORES_IF_MATCH)) {
            if (stored == null) {
                return missingIsRefused ? REFUSED : NO_SUCH_KEY;
            }
            if (!matches(ifMatch, stored)) {
                return REFUSED;
            }
        }
        Stored next = new Stored(body, etag(body), metadata(exchange));
        objects.put(key, next);
        firstBodies.putIfAbsent(key, body);
        return new Answer(200, Map.of("ETag", next.etag()), "");
    }

    private Answer delete(String key, HttpExchange exchange) {
        String ifMatch = exchange.getRequestHeaders().getFirst("If-Match");
        Stored stored = objects.get(key);
        boolean checked = ifMatch != null && !flaws.contains(Flaw.IGNORES_IF_MATCH_ON_DELETE);
        if (checked && stored == null) {
            return missingIsRefused ? REFUSED : NO_SUCH_KEY;
        }
        if (checked && !matches(ifMatch, stored)) {
            return REFUSED;
        }
        objects.remove(key);
        return new Answer(204, Map.of(), "");
    }

    private boolean matches(String ifMatch, Stored stored) {
        String wanted =
                flaws.contains(Flaw.WANTS_UNQUOTED_ETAGS) ? stored.etag().replace("\"", "") : stored.etag();
        return ifMatch.equals(wanted);
    }

    private Answer list(Map<String, String> query) {
        String prefix = query.getOrDefault("prefix", "");
        String after = query.getOrDefault("start-after", "");
        int most = Integer.parseInt(query.getOrDefault("max-keys", "1000"));
        List<String> keys = objects.tailMap(after, false).keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .limit(most + 1L)
                .toList();
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><Name>bucket</Name>");
        xml.append("<IsTruncated>").append(keys.size() > most).append("</IsTruncated>");
        keys.stream()
                .limit(most)
                .forEach(key -> xml.append("<Contents><Key>").append(key).append("</Key></Contents>"));
        xml.append("</ListBucketResult>");
        return new Answer(200, Map.of("Content-Type", "application/xml"), xml.toString());
    }

    private static Answer error(int status, String code) {
        String xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>as told by"
                + " the test</Message></Error>";
        return new Answer(status, Map.of("Content-Type", "application/xml"), xml);
    }

    private static String key(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        String inBucket = "/" + BUCKET + "/";
        return path.startsWith(inBucket) ? path.substring(inBucket.length()) : "";
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        for (String pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
            int equals = pair.indexOf('=');
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            query.put(equals < 0 ? pair : pair.substring(0, equals), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return query;
    }

    private static Map<String, String> metadata(HttpExchange exchange) {
        Map<String, String> metadata = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (name.toLowerCase(Locale.ROOT).startsWith("x-amz-meta-")) {
                metadata.put(name, values.get(0));
            }
        });
        return metadata;
    }

    /** The body, without the chunks and checksums that clients wrap it in by default. */
    private static String content(HttpExchange exchange) throws IOException {
        String raw = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
        String hash = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
        if (hash == null || !hash.startsWith("STREAMING-")) {
            return raw;
        }
        StringBuilder content = new StringBuilder();
        int at = 0;
        while (at < raw.length()) {
            int lineEnd = raw.indexOf("\r\n", at);
            int length = Integer.parseInt(raw.substring(at, lineEnd).replaceFirst(";.*", ""), 16);
            if (length == 0) {
                break;
            }
            content.append(raw, lineEnd + 2, lineEnd + 2 + length);
            at = lineEnd + 2 + length + 2;
        }
        return content.toString();
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String etag(String body) {
        try {
            byte[] seen = flaws.contains(Flaw.SAME_ETAG_FOR_ALL) ? new byte[0] : bytes(body);
            byte[] hash = MessageDigest.getInstance("MD5").digest(seen);
            return String.format("\"%032x\"", new BigInteger(1, hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
