// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.postgres;

import java.util.concurrent.locks.LockSupport;

/** Innocent: a listener needs a thread. */
public final class PostgresHints {

    public Thread listener() {
        return new Thread(new Runnable() {
            @Override
            public void run() {
                LockSupport.parkNanos(System.nanoTime());
            }
        });
    }
}
