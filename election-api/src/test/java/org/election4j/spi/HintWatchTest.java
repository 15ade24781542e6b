// SPDX-License-Identifier: Apache-2.0
package org.election4j.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a real thread, with channels that do what they are told. Whoever waits here waits for the next hint. */
@Timeout(60)
class HintWatchTest {

    /** What a channel does when it is listened to. */
    private interface Script {
        void listen(HintListener hints, CountDownLatch closed) throws Exception;
    }

    /** Flows until it is closed. */
    private static final Script STEADY = (hints, closed) -> {
        hints.flowing(true);
        closed.await();
    };

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final AtomicInteger opened = new AtomicInteger();
    private HintWatch listener;

    private final HintListener target = new HintListener() {
        @Override
        public void changed(String electionName) {
            heard.add(electionName);
        }

        @Override
        public void missed() {
            heard.add("missed");
        }

        @Override
        public void flowing(boolean flowing) {
            heard.add("flowing " + flowing);
        }
    };

    @AfterEach
    void close() {
        listener.close();
    }

    /** The first channel does the first thing, and so on; the last thing is done by all that follow. */
    private void start(Script... scripts) {
        listener = HintWatch.start(
                "hints", () -> new Scripted(scripts[Math.min(opened.getAndIncrement(), scripts.length - 1)]), target);
    }

    private static final class Scripted implements HintWatch.Channel {

        private final Script script;
        private final CountDownLatch closed = new CountDownLatch(1);

        Scripted(Script script) {
            this.script = script;
        }

        @Override
        public void listen(HintListener hints) throws Exception {
            script.listen(hints, closed);
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private List<String> hear(int count) throws InterruptedException {
        List<String> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(heard.poll(30, TimeUnit.SECONDS));
        }
        return next;
    }

    @Test
    void an_error_in_a_channel_is_a_failure_like_others() throws InterruptedException {
        start(
                (hints, closed) -> {
                    hints.flowing(true);
                    throw new NoClassDefFoundError("on purpose");
                },
                STEADY);
        assertThat(hear(5)).containsExactly("flowing true", "missed", "flowing false", "flowing true", "missed");
    }

    @Test
    void hints_that_begin_to_flow_may_have_been_missed_before() throws Exception {
        start((hints, closed) -> {
            hints.flowing(true);
            hints.changed("billing");
            closed.await();
        });
        assertThat(hear(3)).containsExactly("flowing true", "missed", "billing");
    }

    @Test
    void a_channel_that_fails_is_followed_by_another_and_candidates_poll_meanwhile() throws Exception {
        start(
                (hints, closed) -> {
                    hints.flowing(true);
                    throw new IOException("cut");
                },
                STEADY);
        assertThat(hear(5)).containsExactly("flowing true", "missed", "flowing false", "flowing true", "missed");
    }

    @Test
    void a_channel_that_ends_quietly_is_followed_by_another_and_hints_are_taken_to_flow() throws Exception {
        start((hints, closed) -> hints.flowing(true), STEADY);
        assertThat(hear(3)).containsExactly("flowing true", "missed", "missed");
    }

    @Test
    void a_channel_that_ends_before_anything_flowed_has_failed() throws Exception {
        start((hints, closed) -> {}, STEADY);
        assertThat(hear(3)).containsExactly("flowing false", "flowing true", "missed");
    }

    @Test
    void a_channel_that_cannot_be_opened_is_tried_again() throws Exception {
        listener = HintWatch.start(
                "hints",
                () -> {
                    if (opened.getAndIncrement() == 0) {
                        throw new IOException("refused");
                    }
                    return new Scripted(STEADY);
                },
                target);
        assertThat(hear(3)).containsExactly("flowing false", "flowing true", "missed");
    }

    @Test
    void nothing_is_delivered_once_it_is_closed_and_the_channel_is_gone() throws Exception {
        BlockingQueue<HintListener> leaked = new LinkedBlockingQueue<>();
        CountDownLatch gone = new CountDownLatch(1);
        start((hints, closed) -> {
            leaked.add(hints);
            hints.flowing(true);
            closed.await();
            gone.countDown();
        });
        assertThat(hear(2)).containsExactly("flowing true", "missed");
        listener.close();
        assertThat(gone.await(30, TimeUnit.SECONDS)).isTrue();
        HintListener late = leaked.take();
        late.changed("late");
        late.missed();
        late.flowing(false);
        assertThat(heard).isEmpty();
        assertThat(opened).hasValue(1);
    }
}
