// SPDX-License-Identifier: Apache-2.0
/**
 * Recent events, so that a detector that starts late can be shown what it missed (architecture §4).
 * This journal is in memory and bounded in events and bytes: {@link
 * org.sekisho.journal.MemoryJournal}.
 */
package org.sekisho.journal;
