// SPDX-License-Identifier: Apache-2.0
package org.election4j.simulator;

/**
 * Something that goes wrong, or that somebody does, at one moment of a story.
 *
 * @param atMillis when
 * @param what what
 * @param member which process it befalls; -1 for all, or where it does not matter
 * @param millis for how long, or by how much
 * @param number a number whose meaning depends on what happens: see {@link Disturbance}
 */
record Incident(long atMillis, Disturbance what, int member, long millis, int number) {

    /** Whether it concerns a process, and so goes when the process goes. */
    boolean concerns(int process) {
        return member == process;
    }
}
