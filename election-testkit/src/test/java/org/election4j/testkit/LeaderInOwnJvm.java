// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.election4j.LeaderElector;
import org.election4j.Leadership;
import org.election4j.LeadershipListener;
import org.election4j.Loss;
import org.election4j.LossReason;
import org.election4j.OverrunPolicy;
import org.election4j.spi.Attempt;
import org.election4j.spi.CompareAndSet;
import org.election4j.spi.ElectionRecord;
import org.election4j.spi.SessionRecord;
import org.election4j.spi.WriteOutcome;

/** A program that leads at once, says what happens to it and to its records, and does what its first argument says. */
final class LeaderInOwnJvm {

    private final String what;
    private final HangingLeaseStore store;
    private final CountDownLatch gained = new CountDownLatch(1);
    private final CountDownLatch working = new CountDownLatch(1);

    private LeaderInOwnJvm(String what, Duration lease) {
        this.what = what;
        this.store = new HangingLeaseStore(
                new Telling(InMemoryLeaseStore.builder().neverUsed(lease).build()));
    }

    /** Arguments: what to do, and the lease. */
    public static void main(String[] arguments) throws InterruptedException {
        Duration lease = Duration.parse(arguments[1]);
        new LeaderInOwnJvm(arguments[0], lease).lead(lease);
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private void lead(Duration lease) throws InterruptedException {
        LeaderElector.StandaloneBuilder builder =
                LeaderElector.builder(store, "e").id("me").lease(lease).listener(new Listener());
        switch (what) {
            case "overrun" ->
                builder.drainLimit(Duration.ofMillis(100))
                        .onOverrun(OverrunPolicy.HALT)
                        .onLeader(leadership -> spin());
            case "listen" -> builder.onOverrun(OverrunPolicy.HALT);
            case "obey" -> builder.onOverrun(OverrunPolicy.HALT).onLeader(leadership -> obey());
            case "exit in work" -> builder.onLeader(leadership -> System.exit(3));
            default -> {}
        }
        LeaderElector elector = builder.start();
        gained.await();
        whileLeading(elector);
    }

    private void whileLeading(LeaderElector elector) throws InterruptedException {
        switch (what) {
            case "overrun" -> {
                working.await();
                elector.resign();
            }
            case "exit in onLost" -> elector.resign();
            case "exit in runIfLeader" ->
                elector.runIfLeader(leadership -> {
                    System.exit(3);
                    return "never";
                });
            case "store hangs" -> {
                store.hang();
                say("hangs");
            }
            case "close" -> elector.close();
            default -> {}
        }
    }

    private void spin() {
        say("working");
        working.countDown();
        while (true) {
            Thread.onSpinWait();
        }
    }

    /** Works until it is told to stop. */
    private static void obey() throws InterruptedException {
        say("working");
        new CountDownLatch(1).await();
    }

    private final class Listener implements LeadershipListener {
        @Override
        public void onGained(Leadership leadership) {
            say("gained");
            gained.countDown();
            exitIf("exit in onGained");
        }

        @Override
        public void onStopping(Leadership leadership, LossReason reason) {
            say("stopping " + reason);
        }

        @Override
        public void onLost(Leadership leadership, Loss loss) {
            say("lost " + loss.reason());
            exitIf("exit in onLost");
        }

        private void exitIf(String when) {
            if (what.equals(when)) {
                System.exit(3);
            }
        }
    }

    /** Tells of the writes that end something. */
    private static final class Telling extends DelegatingLeaseStore {

        Telling(InMemoryLeaseStore target) {
            super(target);
        }

        @Override
        public WriteOutcome compareAndSet(CompareAndSet write, Attempt attempt) {
            WriteOutcome outcome = super.compareAndSet(write, attempt);
            if (write.next() instanceof ElectionRecord election && election.holder() == null) {
                say("election freed");
            }
            if (write.next() instanceof SessionRecord session && session.state() == SessionRecord.State.ENDED) {
                say("session ended");
            }
            return outcome;
        }
    }
}
