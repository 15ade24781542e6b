// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

import java.util.concurrent.TimeUnit;
import org.election4j.Leadership;
import org.election4j.StaleTermException;
import org.election4j.testkit.FencedResource;

/**
 * A value behind a fence, which leaders read once and then write again and again, each write based on what its writer
 * believes the value to be. If it is ever something else, the fence has let two leaders in at once: the register would not
 * be linearizable. Leaders write without looking at their validity, over a network of their own, also long after they were
 * deposed.
 */
final class Register {

    private final Story story;
    private final int index;
    private final String election;
    private final FencedResource fence = new FencedResource();
    private long value;

    Register(Story story, int index) {
        this.story = story;
        this.index = index;
        this.election = story.electionName(index);
    }

    /** From now on the leader writes, until the fence refuses it. */
    void follow(SimulatedProcess process, Leadership leadership) {
        new Writer(process, leadership.term()).next();
    }

    private final class Writer {
        private final SimulatedProcess process;
        private final long term;
        private long believed = -1;
        private int writes;

        private Writer(SimulatedProcess process, long term) {
            this.process = process;
            this.term = term;
        }

        /** At first often, then less and less: what goes wrong goes wrong at changes of leadership. */
        private void next() {
            long pause = (TimeUnit.MILLISECONDS.toNanos(process.member().leaseMillis()) / 4) << Math.min(writes++, 12);
            long delay = 1 + process.dice().nextLong(pause);
            story.queue()
                    .after(delay, process.key() + 5, () -> process.machine().within(this::send));
        }

        private void send() {
            long lease = TimeUnit.MILLISECONDS.toNanos(process.member().leaseMillis());
            long way = process.dice().nextInt(4) == 0 ? process.dice().nextLong(3 * lease) : 1000;
            story.queue().after(way, process.key() + 5, this::arrive);
        }

        private void arrive() {
            try {
                long written = fence.call(election, term, this::write);
                process.machine().within(() -> {
                    believed = written;
                    next();
                });
            } catch (StaleTermException e) {
                story.tally().count(Sometimes.FENCE_REFUSED);
            }
        }

        private long write() {
            if (believed >= 0 && believed != value && story.promises().uniqueTerm(index, term)) {
                story.referee()
                        .violate(
                                Invariant.FENCED_REGISTER,
                                process.id() + " in term " + term + " of " + election + " believes " + believed
                                        + ", but the register holds " + value);
            }
            value = value + 1;
            return value;
        }
    }
}
