// SPDX-License-Identifier: Apache-2.0
package org.election4j.zookeeper;

import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;

/** Rights as people write them: {@code scheme:id:perms}, with commas between. The id may have colons. */
final class AclText {

    private static final String LETTERS = "rwcda";
    private static final int[] RIGHTS = {Perms.READ, Perms.WRITE, Perms.CREATE, Perms.DELETE, Perms.ADMIN};

    private AclText() {}

    /** @throws IllegalArgumentException if it is something else; it is not repeated, since an id may be a secret */
    static List<ACL> parse(String text) {
        List<ACL> acl = new ArrayList<>();
        for (String entry : text.split(",", -1)) {
            int first = entry.indexOf(':');
            int last = entry.lastIndexOf(':');
            if (first < 1 || last == first) {
                throw new IllegalArgumentException("entry " + (acl.size() + 1) + " of the rights must look like"
                        + " scheme:id:perms, such as world:anyone:r or digest:user:hash:cdrwa");
            }
            Id id = new Id(entry.substring(0, first).strip(), entry.substring(first + 1, last));
            acl.add(new ACL(perms(entry.substring(last + 1).strip(), acl.size() + 1), id));
        }
        return acl;
    }

    private static int perms(String letters, int entry) {
        int perms = 0;
        for (int i = 0; i < letters.length(); i++) {
            int right = LETTERS.indexOf(letters.charAt(i));
            if (right < 0) {
                throw new IllegalArgumentException(
                        "entry " + entry + " of the rights must end in some of the letters c, d, r, w and a");
            }
            perms |= RIGHTS[right];
        }
        if (perms == 0) {
            throw new IllegalArgumentException(
                    "entry " + entry + " of the rights must end in some of the letters c, d, r, w and a");
        }
        return perms;
    }
}
