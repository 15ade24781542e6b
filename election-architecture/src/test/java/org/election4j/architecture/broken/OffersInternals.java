// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken;

import java.util.List;
import org.election4j.architecture.broken.internal.Hidden;

public class OffersInternals extends Hidden {

    public final Hidden[] field = {};

    private final Hidden innocentSinceNobodySeesIt = new Hidden();

    protected OffersInternals(Hidden hidden) {}

    public Hidden result() {
        return innocentSinceNobodySeesIt;
    }

    protected void parameter(Hidden hidden) {}

    public List<Hidden> generic() {
        return List.of();
    }

    public void thrown() throws Hidden.Failure {}

    Hidden innocentSinceNotExported() {
        return innocentSinceNobodySeesIt;
    }
}
