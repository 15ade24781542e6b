// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.postgres;

import java.util.concurrent.locks.LockSupport;

/** Innocent: whoever waits for hints looks at the clock. */
public final class HintChannel {

    public Thread listener() {
        return new Thread(new Runnable() {
            @Override
            public void run() {
                LockSupport.parkNanos(System.nanoTime());
            }
        });
    }
}
