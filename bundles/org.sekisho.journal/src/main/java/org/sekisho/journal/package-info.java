// SPDX-License-Identifier: Apache-2.0
/**
 * Recent events, so that a detector that starts late can be shown what it missed (architecture §4,
 * §10.7). An analysis of files keeps them in memory: {@link org.sekisho.journal.MemoryJournal}. The
 * daemon keeps them on disk: start at {@link org.sekisho.journal.DiskJournal}, which records into a
 * {@code SegmentRing} that a {@code JournalKeeper} brings to disk. {@code EventEncoder} and {@code
 * EventDecoder} are the format. See {@code docs/decisions}.
 */
package org.sekisho.journal;
