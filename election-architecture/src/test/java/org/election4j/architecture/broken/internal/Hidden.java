// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.internal;

public class Hidden {

    public static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
