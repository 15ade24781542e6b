// SPDX-License-Identifier: Apache-2.0
package org.election4j.testkit;

import java.time.Duration;
import org.election4j.spi.Attempt;

/** An attempt whose marks reach nobody, with a limit that does not run down. */
record SilentAttempt(Duration remaining) implements Attempt {

    @Override
    public void connected() {}

    @Override
    public void sent() {}

    @Override
    public void replied() {}
}
