// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.sekisho.detect.State;
import org.sekisho.respond.Notice;

/**
 * Entries and what was told, as bytes: a version, a check sum, then the fields in their order. What
 * another version or a damaged disk left is refused as a whole.
 */
final class Stored {
    private static final int VERSION = 1;
    private static final int MOST_ELEMENTS = 64;

    private Stored() {}

    /** Writes fields. */
    private interface Writer {
        void to(DataOutputStream out) throws IOException;
    }

    static byte[] of(Entry entry) {
        return sealed(
                out -> {
                    facts(out, entry.facts());
                    out.writeInt(entry.lines().size());
                    for (Entry.Line line : entry.lines()) {
                        out.writeLong(line.time());
                        out.writeUTF(line.kind().name());
                        out.writeUTF(line.text());
                    }
                    out.writeInt(entry.more());
                    names(out, entry.kinds());
                    names(out, entry.causes());
                    out.writeBoolean(entry.stopped());
                });
    }

    static Entry entry(byte[] bytes) throws IOException {
        DataInputStream in = opened(bytes);
        try {
            CaseFacts facts = facts(in);
            List<Entry.Line> lines = new ArrayList<>();
            for (int left = count(in); left > 0; left--) {
                lines.add(
                        new Entry.Line(
                                in.readLong(), Notice.Kind.valueOf(in.readUTF()), in.readUTF()));
            }
            if (lines.isEmpty()) {
                throw new IOException("nothing happened");
            }
            return new Entry(
                    facts,
                    lines,
                    in.readInt(),
                    names(in, Notice.Kind.class),
                    names(in, MailSettings.Cause.class),
                    in.readBoolean());
        } catch (IllegalArgumentException unknown) {
            throw new IOException("it holds a word of another version", unknown);
        }
    }

    static byte[] of(List<Told> all) {
        return sealed(
                out -> {
                    out.writeInt(all.size());
                    for (Told told : all) {
                        out.writeUTF(told.key());
                        facts(out, told.facts());
                        out.writeLong(told.at());
                        names(out, told.kinds());
                        names(out, told.causes());
                        out.writeBoolean(told.stopped());
                    }
                });
    }

    static List<Told> told(byte[] bytes) throws IOException {
        DataInputStream in = opened(bytes);
        try {
            List<Told> all = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                all.add(
                        new Told(
                                in.readUTF(),
                                facts(in),
                                in.readLong(),
                                names(in, Notice.Kind.class),
                                names(in, MailSettings.Cause.class),
                                in.readBoolean()));
            }
            return all;
        } catch (IllegalArgumentException unknown) {
            throw new IOException("it holds a word of another version", unknown);
        }
    }

    private static byte[] sealed(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            writer.to(out);
        } catch (IOException fault) {
            throw new IllegalArgumentException("too long to be stored", fault);
        }
        byte[] content = bytes.toByteArray();
        CRC32 sum = new CRC32();
        sum.update(content);
        ByteArrayOutputStream sealed = new ByteArrayOutputStream(content.length + 5);
        sealed.write(VERSION);
        for (int shift = 24; shift >= 0; shift -= 8) {
            sealed.write((int) (sum.getValue() >>> shift));
        }
        sealed.writeBytes(content);
        return sealed.toByteArray();
    }

    private static DataInputStream opened(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        if (in.readByte() != VERSION) {
            throw new IOException("it is of another version");
        }
        long expected = in.readInt() & 0xffff_ffffL;
        CRC32 sum = new CRC32();
        sum.update(bytes, bytes.length - in.available(), in.available());
        if (sum.getValue() != expected) {
            throw new IOException("it is damaged");
        }
        return in;
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST_ELEMENTS) {
            throw new IOException("it is damaged");
        }
        return count;
    }

    private static void names(DataOutputStream out, Set<? extends Enum<?>> names)
            throws IOException {
        out.writeInt(names.size());
        for (Enum<?> name : names) {
            out.writeUTF(name.name());
        }
    }

    private static <E extends Enum<E>> Set<E> names(DataInputStream in, Class<E> type)
            throws IOException {
        Set<E> names = EnumSet.noneOf(type);
        for (int left = count(in); left > 0; left--) {
            names.add(Enum.valueOf(type, in.readUTF()));
        }
        return names;
    }

    private static void facts(DataOutputStream out, CaseFacts facts) throws IOException {
        out.writeBoolean(facts != null);
        if (facts != null) {
            out.writeLong(facts.caseId());
            out.writeUTF(facts.client());
            out.writeUTF(facts.clientText());
            out.writeUTF(facts.server());
            out.writeUTF(facts.serverText());
            out.writeUTF(facts.tunnel());
            out.writeUTF(facts.methods());
            out.writeUTF(facts.state().name());
            out.writeUTF(facts.confidence());
            out.writeLong(facts.firstSeen());
            out.writeLong(facts.lastSeen());
            out.writeUTF(facts.reason());
            out.writeInt(facts.evidence().size());
            for (String line : facts.evidence()) {
                out.writeUTF(line);
            }
        }
    }

    private static CaseFacts facts(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        return new CaseFacts(
                in.readLong(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                State.valueOf(in.readUTF()),
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readUTF(),
                lines(in));
    }

    private static List<String> lines(DataInputStream in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            lines.add(in.readUTF());
        }
        return List.copyOf(lines);
    }
}
