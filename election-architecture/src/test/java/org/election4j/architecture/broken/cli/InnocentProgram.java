// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.cli;

/** Innocent: a program talks to whoever started it. */
final class InnocentProgram {

    void print() {
        System.out.println("hello");
    }
}
