// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.election4j.spi.AccessRefusedException;
import org.election4j.spi.Attempt;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one store call: sent without waiting, answered in the order in which they were sent, and waited for no
 * longer than the attempt may take. The client's blocking methods wait for as long as the connection lives.
 */
final class Call {

    /** What a call does. */
    @FunctionalInterface
    interface Work<T> {
        T run(Call call) throws Exception;
    }

    /** The data of a znode, as text of UTF-8. */
    record Data(String text, Stat stat) {}

    private final RawClient client;
    private final ZooKeeper zooKeeper;
    private final Attempt attempt;
    private boolean answered;

    private Call(RawClient client, ZooKeeper zooKeeper, Attempt attempt) {
        this.client = client;
        this.zooKeeper = zooKeeper;
        this.attempt = attempt;
    }

    /** There is no pool: whoever waits for a connection waits for the servers, so the attempt counts as sent. */
    static Call open(RawClient client, Attempt attempt) throws Exception {
        attempt.connected();
        attempt.sent();
        return new Call(client, client.connected(attempt), attempt);
    }

    /** Makes a call; what goes wrong becomes an outcome. */
    static <T> T make(RawClient client, Attempt attempt, Work<T> work, Function<Throwable, T> unknown) {
        try {
            Call call = open(client, attempt);
            T outcome = work.run(call);
            call.end();
            return outcome;
        } catch (Exception e) {
            return unknown.apply(told(noted(e)));
        }
    }

    /** A transaction. */
    CompletableFuture<MultiAnswer> multi(List<Op> ops) throws IOException {
        CompletableFuture<MultiAnswer> answer = new CompletableFuture<>();
        requireTime();
        zooKeeper.multi(
                ops,
                (code, path, context, results) -> {
                    client.heard();
                    if (results == null) {
                        answer.completeExceptionally(exception(code, path));
                    } else {
                        answer.complete(MultiAnswer.of(results));
                    }
                },
                null);
        return answer;
    }

    /** The data of a znode; null if there is no such znode. */
    CompletableFuture<@Nullable Data> data(String path) throws IOException {
        CompletableFuture<@Nullable Data> answer = new CompletableFuture<>();
        requireTime();
        zooKeeper.getData(
                path,
                false,
                (int code, String asked, Object context, byte[] bytes, Stat stat) ->
                        complete(answer, code, asked, code == 0 ? new Data(text(bytes), stat) : null),
                null);
        return answer;
    }

    /** The names of the children; null if there is no such znode. */
    CompletableFuture<@Nullable List<String>> children(String path) throws IOException {
        CompletableFuture<@Nullable List<String>> answer = new CompletableFuture<>();
        requireTime();
        zooKeeper.getChildren(
                path,
                false,
                (int code, String asked, Object context, List<String> names) -> complete(answer, code, asked, names),
                null);
        return answer;
    }

    /** Waits for an answer. */
    <T extends @Nullable Object> T await(CompletableFuture<T> answer) throws Exception {
        answered = false;
        try {
            T value = awaitInSteps(answer);
            answered = true;
            return value;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Steps that were waited for in full are time in which this process ran, so a pause is not taken for the server's silence. */
    private <T extends @Nullable Object> T awaitInSteps(CompletableFuture<T> answer) throws Exception {
        long before = client.answers();
        for (int step = 1; ; step++) {
            Duration remaining = attempt.remaining();
            try {
                return answer.get(client.step(remaining).toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (step == ClientTimers.STEPS && client.answers() == before) {
                    client.leaveSilentServer(zooKeeper);
                }
                if (attempt.remaining().isZero()) {
                    throw new IOException("ZooKeeper did not answer in time", e);
                }
            }
        }
    }

    /** Marks the last answer, if it came. */
    void end() {
        if (answered) {
            attempt.replied();
        }
    }

    /** Keeps an interruption from being lost when its exception becomes an outcome. */
    static Throwable noted(Exception exception) {
        if (exception instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return exception;
    }

    /** A lack of rights is no matter of waiting. */
    static Throwable told(Throwable failure) {
        return failure instanceof KeeperException.NoAuthException
                        || failure instanceof KeeperException.AuthFailedException
                        || failure instanceof KeeperException.InvalidACLException
                        || failure instanceof KeeperException.SessionClosedRequireAuthException
                ? new AccessRefusedException("ZooKeeper refuses this client: " + failure.getMessage(), failure)
                : failure;
    }

    private void requireTime() throws IOException {
        if (attempt.remaining().isZero()) {
            throw new IOException("the attempt's time was used up before the request was sent");
        }
    }

    private <T> void complete(
            CompletableFuture<@Nullable T> answer, int code, @Nullable String path, @Nullable T found) {
        client.heard();
        if (code == Code.OK.intValue() || code == Code.NONODE.intValue()) {
            answer.complete(found);
        } else {
            answer.completeExceptionally(exception(code, path));
        }
    }

    private static KeeperException exception(int code, @Nullable String path) {
        return KeeperException.create(Code.get(code), path);
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
