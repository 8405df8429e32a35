// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.rule;

/** What was configured to be done about detections of a method and state. */
public enum Treatment {
    /** Nothing, not even a notice. */
    IGNORE,
    /** It is told. */
    WATCH,
    /** It is blocked, if nothing speaks against it. */
    BLOCK
}
