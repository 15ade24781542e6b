// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken;

final class Names {

    static final class StoreImpl {}

    static final class Utils {}

    static final class LeaseHelper {}

    static final class LeaseManager {}

    abstract static class AbstractStore {}

    static final class Innocent {}
}
