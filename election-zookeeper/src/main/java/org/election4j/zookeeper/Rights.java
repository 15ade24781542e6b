// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.proto.CreateRequest;
import org.election4j.spi.LeaseStoreException;

/** Who may do what with a znode that is created. */
@FunctionalInterface
interface Rights {

    /**
     * The rights on a new znode.
     *
     * @param path the znode, below the client's chroot
     * @throws LeaseStoreException if a provider of somebody else's fails
     */
    List<ACL> of(String path);

    /** The same for all znodes. */
    static Rights always(List<ACL> acl) {
        return path -> acl;
    }

    /**
     * What the {@code ACLProvider} of a client says; everybody may do everything where it has none. The client does not show its
     * provider, but puts the rights into the operations that it makes.
     */
    static Rights providedBy(CuratorFramework curator) {
        return path -> {
            try {
                Op create = curator.usingNamespace(null)
                        .transactionOp()
                        .create()
                        .forPath(path)
                        .get();
                return ((CreateRequest) create.toRequestRecord()).getAcl();
            } catch (Exception e) {
                throw new LeaseStoreException("the ACLProvider of the client failed for " + path, e);
            }
        };
    }
}
