// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;

/**
 * A server's answer to a transaction: applied as a whole, or failed as a whole because of one operation.
 *
 * @param results one per operation
 * @param failedAt which operation failed; -1 if none did
 * @param code why it failed
 */
record MultiAnswer(List<OpResult> results, int failedAt, Code code) {

    static MultiAnswer of(List<OpResult> results) {
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof ErrorResult error && error.getErr() != Code.OK.intValue()) {
                return new MultiAnswer(results, i, Code.get(error.getErr()));
            }
        }
        return new MultiAnswer(results, -1, Code.OK);
    }

    /** The answer without the first operations. If one of those failed, the first that is left stands for it. */
    MultiAnswer without(int first) {
        List<OpResult> rest = results.subList(first, results.size());
        return new MultiAnswer(rest, isApplied() ? failedAt : Math.max(0, failedAt - first), code);
    }

    boolean isApplied() {
        return failedAt < 0;
    }

    /** Whether it failed because something was not as it had to be, and not because of rights or limits. */
    boolean isRefused() {
        return code == Code.BADVERSION || code == Code.NONODE || code == Code.NODEEXISTS;
    }

    KeeperException exception() {
        return KeeperException.create(code);
    }
}
