// SPDX-License-Identifier: Apache-2.0
package org.election4j.samples.demo.store;

import java.io.IOException;
import org.election4j.Leadership;

/** Appends a leader's rows. Used by one thread. */
public interface Witness {

    /** Appends a row as anybody would who has just asked whether he leads. */
    void appendUnfenced(Leadership leadership) throws IOException;

    /**
     * Appends a row behind the store's fence.
     *
     * @throws org.election4j.StaleTermException if somebody else has led since
     */
    void appendFenced(Leadership leadership) throws IOException;

    /** Drops what may be broken after an exception; the next append connects anew. */
    void disconnect();
}
