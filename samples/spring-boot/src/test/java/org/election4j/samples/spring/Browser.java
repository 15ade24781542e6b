// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.json.JsonParserFactory;

/** A headless Chromium that is there already, spoken to in its DevTools protocol. */
final class Browser implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<String>> answers = new ConcurrentHashMap<>();

    private Browser(Process process, URI page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Messages())
                .join();
    }

    /** Where a Chromium usually is. */
    static Optional<Path> installed() {
        return List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").stream()
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Browser open(Path program, Path profile) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile())
                .start();
        return new Browser(process, page(profile.resolve("DevToolsActivePort")));
    }

    /** Chromium writes the port that it has chosen into its profile. */
    private static URI page(Path portFile) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(portFile) || Files.readAllLines(portFile).size() < 2) {
            assertThat(System.nanoTime()).as("Chromium did not start in time").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(50);
        }
        String port = Files.readAllLines(portFile).get(0);
        String pages = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Object first = JsonParserFactory.getJsonParser().parseList(pages).stream()
                .filter(page -> page.toString().contains("type=page"))
                .findFirst()
                .orElseThrow();
        return URI.create(String.valueOf(((Map<?, ?>) first).get("webSocketDebuggerUrl")));
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                String message = text.toString();
                text.setLength(0);
                Object id = JsonParserFactory.getJsonParser().parseMap(message).get("id");
                if (id instanceof Number number && answers.get(number.intValue()) != null) {
                    answers.get(number.intValue()).complete(message);
                }
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }

    private Map<String, Object> call(String method, String parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<String> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
                .join();
        String text = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        return JsonParserFactory.getJsonParser().parseMap(text);
    }

    void go(String url) {
        call("Page.navigate", "{\"url\":\"" + url + "\"}");
    }

    /** The value of an expression that contains no quotation marks but single ones. */
    String evaluate(String expression) {
        Map<String, Object> answer =
                call("Runtime.evaluate", "{\"returnByValue\":true,\"expression\":\"" + expression + "\"}");
        Map<?, ?> result = (Map<?, ?>) ((Map<?, ?>) answer.get("result")).get("result");
        return String.valueOf(result.get("value"));
    }

    /** A picture of the page, in the given size and scheme of colours. */
    void screenshot(Path file, int width, int height, String scheme) throws IOException {
        call(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":" + width + ",\"height\":" + height + ",\"deviceScaleFactor\":1,\"mobile\":" + (width < 600)
                        + "}");
        call(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]}");
        Map<?, ?> result = (Map<?, ?>) call("Page.captureScreenshot", "{}").get("result");
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(String.valueOf(result.get("data"))));
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
