// SPDX-License-Identifier: Apache-2.0
package org.election4j.architecture.broken.postgres;

import org.slf4j.Logger;

final class LogsLoudly {

    void warning(System.Logger logger) {
        logger.log(System.Logger.Level.WARNING, "lost");
    }

    void slf4j(Logger logger) {
        logger.info("found");
    }

    void innocent(System.Logger logger, Logger other) {
        logger.log(System.Logger.Level.DEBUG, "lost");
        other.debug("found");
    }
}
