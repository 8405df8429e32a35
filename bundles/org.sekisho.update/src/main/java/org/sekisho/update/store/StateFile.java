// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.osgi.framework.Version;
import org.sekisho.update.store.StoredState.StoredLineage;

/**
 * The small file that says which copies count. It is replaced as a whole, so a crash leaves the
 * former or the new one; a damaged one is put aside and named.
 */
public final class StateFile {
    /** First bytes; the last one is the layout's number. */
    private static final byte[] MAGIC = "sekisho-bundles 1\n".getBytes(StandardCharsets.US_ASCII);

    private static final int MOST_BYTES = 1 << 20;
    private static final int CHECKSUM_BYTES = Long.BYTES;

    private final Path file;

    /** The file at this place, which need not exist. */
    public StateFile(Path file) {
        this.file = file;
    }

    /**
     * Reads it; an absent one is the empty state.
     *
     * @throws DamagedException if it could not be understood; it was put aside
     */
    public StoredState read() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.size(file) > MOST_BYTES ? new byte[0] : Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return StoredState.empty();
        }
        try {
            return parse(bytes);
        } catch (IOException | IllegalArgumentException damaged) {
            Path aside = file.resolveSibling(file.getFileName() + ".damaged");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            throw new DamagedException(
                    file
                            + " is damaged and was put aside as "
                            + aside.getFileName()
                            + "; what operations had installed must be installed again, what is in"
                            + " deploy/ comes back by itself");
        }
    }

    private static StoredState parse(byte[] bytes) throws IOException {
        int body = bytes.length - CHECKSUM_BYTES;
        if (body < MAGIC.length || ByteBuffer.wrap(bytes, body, 8).getLong() != sum(bytes, body)) {
            throw new IOException("checksum");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, body))) {
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw new IOException("layout");
            }
            List<StoredLineage> lineages = new ArrayList<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                lineages.add(
                        new StoredLineage(edition(in), edition(in), edition(in), in.readLong()));
            }
            Map<String, String> refused = new LinkedHashMap<>();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                refused.put(in.readUTF(), in.readUTF());
            }
            return new StoredState(lineages, refused);
        }
    }

    private static StoredEdition edition(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            return null;
        }
        return new StoredEdition(
                in.readUTF(), new Version(in.readUTF()), in.readUTF(), in.readUTF(), in.readUTF());
    }

    /** Replaces it; when this returns, the new state is on the disk. */
    public void write(StoredState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(MAGIC);
            out.writeShort(state.lineages().size());
            for (StoredLineage lineage : state.lineages()) {
                edition(out, lineage.active());
                edition(out, lineage.former());
                edition(out, lineage.shadow());
                out.writeLong(lineage.probationEnds());
            }
            out.writeShort(state.refused().size());
            for (Map.Entry<String, String> each : state.refused().entrySet()) {
                out.writeUTF(each.getKey());
                out.writeUTF(each.getValue());
            }
            out.writeLong(sum(bytes.toByteArray(), bytes.size()));
        }
        replace(file, bytes.toByteArray());
    }

    /** Writes beside the file, then puts it in its place. */
    static void replace(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel =
                FileChannel.open(
                        beside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        } catch (IOException fault) {
            // half a file would only take the room that others need
            Files.deleteIfExists(beside);
            throw fault;
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void edition(DataOutputStream out, StoredEdition edition) throws IOException {
        out.writeBoolean(edition != null);
        if (edition != null) {
            out.writeUTF(edition.name());
            out.writeUTF(edition.version().toString());
            out.writeUTF(edition.sha256());
            out.writeUTF(edition.file());
            out.writeUTF(edition.signer());
        }
    }

    private static long sum(byte[] bytes, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, 0, length);
        return sum.getValue();
    }

    /** The file could not be understood; the message says where it is now and what to do. */
    public static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1L;

        DamagedException(String message) {
            super(message);
        }
    }
}
