// SPDX-License-Identifier: Apache-2.0
package org.election4j.internal.runtime;

/** Whether this JVM ends, and which threads will not return because they are what ends it. */
public final class JvmShutdown {

    /** Never registered: the answer to removing it is all that is wanted. */
    private static final Thread NO_HOOK = new Thread(() -> {}, "election4j-no-hook");

    private JvmShutdown() {}

    /** Whether shutdown hooks run, or have run. */
    public static boolean isUnderWay() {
        try {
            return Runtime.getRuntime().removeShutdownHook(NO_HOOK);
        } catch (IllegalStateException e) {
            // The documented answer of a JVM that is shutting down.
            return true;
        }
    }

    /** Whether a thread is inside {@code System.exit}, which never returns. */
    public static boolean isRequestedBy(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals("java.lang.Runtime")
                    && frame.getMethodName().equals("exit")) {
                return true;
            }
        }
        return false;
    }
}
