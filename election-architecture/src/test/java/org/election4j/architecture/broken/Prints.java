// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken;

final class Prints {

    void out() {
        System.out.println("out");
    }

    void err() {
        System.err.println("err");
    }

    void stackTrace(Exception e) {
        e.printStackTrace();
    }
}
