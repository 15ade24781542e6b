// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken;

public interface Listener {

    void lost(Reason reason);
}
