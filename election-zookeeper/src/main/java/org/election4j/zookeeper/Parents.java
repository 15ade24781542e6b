// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.election4j.spi.LeaseStoreException;
import org.jspecify.annotations.Nullable;

/** Creates what is missing above a znode, in the transaction that creates the znode. */
final class Parents {

    /** Others may create the same parents at the same time; then ours is refused, and a look shows what is left to do. */
    private static final int ROUNDS = 4;

    private static final byte[] NOTHING = {};

    private final Rights rights;

    Parents(Rights rights) {
        this.rights = rights;
    }

    /**
     * Applies operations, one of which creates a znode.
     *
     * @param path the znode
     * @param ops the operations
     * @param creation which of them creates it
     * @return the answer, as if these operations had been sent alone
     * @throws LeaseStoreException if others create and delete what is above at each try
     */
    MultiAnswer createBelow(Call call, String path, List<Op> ops, int creation) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<Op> all = missingAbove(call, path);
            int parents = all.size();
            all.addAll(ops);
            MultiAnswer answer = call.await(call.multi(all));
            boolean othersWereFaster = answer.failedAt() >= 0 && answer.failedAt() < parents && answer.isRefused();
            boolean parentsAreGone = answer.failedAt() == parents + creation && answer.code() == Code.NONODE;
            if (!othersWereFaster && !parentsAreGone) {
                return answer.without(parents);
            }
        }
        throw new LeaseStoreException(
                "cannot create what is above " + path + "; if the client uses a chroot, create that first", null);
    }

    private List<Op> missingAbove(Call call, String record) throws Exception {
        List<String> above = ZnodePaths.above(record);
        List<CompletableFuture<Call.@Nullable Data>> answers = new ArrayList<>();
        for (String ancestor : above) {
            answers.add(call.data(ancestor));
        }
        List<Op> creations = new ArrayList<>();
        for (int i = 0; i < above.size(); i++) {
            if (call.await(answers.get(i)) == null) {
                String path = above.get(i);
                creations.add(Op.create(path, NOTHING, rights.of(path), CreateMode.PERSISTENT));
            }
        }
        return creations;
    }
}
