// SPDX-License-Identifier: Apache-2.0
package org.sekisho.exchange;

/** Whether a detector decides. */
public enum Role {
    /** Its evidence goes to the correlator. */
    ACTIVE,
    /** It sees everything; its evidence is only compared. */
    SHADOW
}
