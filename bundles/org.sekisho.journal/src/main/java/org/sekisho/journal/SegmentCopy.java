// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.sekisho.journal.ByteReader.Damaged;

/**
 * A segment that is put together from some events of others. Their records, and those of what they
 * refer to, are copied as they are; so nothing has to be understood, and no class be there.
 */
final class SegmentCopy {
    private final Contents contents = new Contents();
    private byte[] bytes = new byte[1 << 16];
    private int length;
    private int salt;

    /** Copies a part. */
    final class Part {
        private final StoredPart from;
        private final Set<Long> copied = new HashSet<>();
        private boolean begun;
        private int flowBytes;

        private Part(StoredPart from) {
            this.from = from;
        }

        /** Copies an event with all that it refers to; one that is damaged is left out. */
        void add(StoredEvent event) {
            if (!begun) {
                begin();
            }
            int before = length;
            flowBytes = 0;
            try {
                definitionsFor(new StoredPart.Stretch(event.from(), event.to()));
                append(event.from(), event.to());
                contents.add(
                        event.type(),
                        length - before - flowBytes,
                        event.sequence(),
                        event.frame(),
                        event.time());
            } catch (Damaged e) {
                // definitions that were copied for it may serve the next one
                return;
            }
        }

        private void begin() {
            begun = true;
            append(from.beginning().from(), from.beginning().to());
            append(from.beginning().from(), from.beginning().to());
            contents.begin(from.header());
            if (salt == 0) {
                salt = from.header().salt();
            }
        }

        private void definitionsFor(StoredPart.Stretch record) throws Damaged {
            new References(from, this::define).of(record);
        }

        private void define(int kind, int id) throws Damaged {
            if (!copied.add((long) kind << 32 | id)) {
                return;
            }
            StoredPart.Stretch definition = from.definition(kind, id);
            if (definition == null) {
                throw new Damaged("refers to what was not read");
            }
            try {
                definitionsFor(definition);
            } catch (Damaged e) {
                copied.remove((long) kind << 32 | id);
                throw e;
            }
            append(definition.from(), definition.to());
            if (kind == Definitions.FLOW) {
                flowBytes += definition.to() - definition.from();
            }
        }

        private void append(int start, int end) {
            reserve(end - start);
            System.arraycopy(from.bytes(), start, bytes, length, end - start);
            length += end - start;
        }
    }

    /** Goes on with another part. */
    Part part(StoredPart from) {
        return new Part(from);
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    /** Bytes so far. */
    int length() {
        return length;
    }

    Contents contents() {
        return contents;
    }

    /** The whole segment, with its summary at the end. */
    byte[] finish() {
        ByteWriter summary = new ByteWriter(Frames.MOST);
        contents.write(summary);
        reserve(Frames.HEADER + summary.length() + Segment.TRAILER_SPACE);
        int at = length;
        length = Frames.write(bytes, length, salt, summary.array(), summary.length());
        length = Segment.writeTrailer(bytes, length, at);
        return Arrays.copyOf(bytes, length);
    }
}
