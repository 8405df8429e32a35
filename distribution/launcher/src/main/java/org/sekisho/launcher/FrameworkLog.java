// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import org.apache.felix.framework.Logger;
import org.slf4j.LoggerFactory;

/** Brings what the framework says into the log; left to itself it writes to standard output. */
final class FrameworkLog extends Logger {

    private final org.slf4j.Logger log = LoggerFactory.getLogger("org.apache.felix.framework");

    @Override
    protected void doLog(int level, String message, Throwable cause) {
        switch (level) {
            case LOG_ERROR -> log.error(message, cause);
            case LOG_WARNING -> log.warn(message, cause);
            case LOG_INFO -> log.info(message, cause);
            default -> log.debug(message, cause);
        }
    }
}
