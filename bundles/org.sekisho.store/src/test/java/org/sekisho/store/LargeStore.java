// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.sekisho.detect.Detection;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.RecordedBlock;

/**
 * A process of its own, so that its memory has a bound, that uses a store with as many cases as are
 * kept, and prints how long each thing took, in milliseconds, and how much was read to open it.
 */
final class LargeStore {
    /** As many as are kept here; a fifth of what is kept unless configured otherwise. */
    static final int CASES = 20_000;

    private static final int FURTHER = 50;
    private static final int PORTION = 1000;

    private LargeStore() {}

    /**
     * Fills the store, and uses it.
     *
     * @param arguments the store's folder
     */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        H2Records records = Stores.open(folder, "most_rows", CASES);
        records.audit(new AuditEntry(0, "", "", "", ""));
        records.stop();
        fill(folder.resolve("sekisho.mv.db"));

        long before = bytesRead();
        long begun = System.nanoTime();
        records = Stores.open(folder, "most_rows", CASES);
        expect(1, records.standing().size());
        print("open", begun);
        // the first look at what is too old or too much has taken place then
        Stores.awaitChores(records);
        System.out.println("read " + (bytesRead() - before));
        begun = System.nanoTime();
        expect(100, records.cases(-1, 100).size());
        print("newest", begun);
        begun = System.nanoTime();
        for (int i = CASES; i < CASES + FURTHER; i++) {
            records.record(tunnel(i), null);
        }
        print("record", begun);
        begun = System.nanoTime();
        // one that is known is found among all of them
        expect(17, (int) records.record(tunnel(17), null).now().id());
        print("again", begun);
        records.stop();
        System.out.println("done");
    }

    /** Bytes that this process has asked the kernel for, classes among them. */
    private static long bytesRead() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
                .filter(line -> line.startsWith("rchar: "))
                .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
                .sum();
    }

    private static void expect(int expected, int found) {
        if (found != expected) {
            throw new AssertionError(found + " instead of " + expected);
        }
    }

    private static void print(String what, long begun) {
        System.out.println(what + " " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }

    private static Detection tunnel(int number) {
        String client = "10." + number / 65536 + "." + number / 256 % 256 + "." + number % 256;
        return Samples.tunnel(client, "198.51.100.1", number, Samples.NOW + number);
    }

    /** As the store writes them, but many in one transaction. */
    private static void fill(Path file) throws Exception {
        try (Database database = Database.open(Stores.drivers(), file, Database.Mode.PRESENT)) {
            // to encode each would take longer than everything else
            byte[] body = RecordCodec.encode(new CaseTable.Body(tunnel(0), null));
            for (int i = 0; i < CASES; i++) {
                Detection detection = tunnel(i);
                CaseTable.insert(
                        database,
                        i,
                        new CaseTable.Entry(CaseIdentity.of(detection), detection, null, body),
                        Samples.NOW + i);
                if (i % PORTION == PORTION - 1) {
                    database.commit();
                }
            }
            database.update("UPDATE numbers SET last = ? WHERE name = 'case'", CASES);
            RecordedBlock block = Change.numbered(Samples.block(1, 1, Samples.NOW), 1);
            BlockTable.insert(database, block);
            database.update("UPDATE numbers SET last = 1 WHERE name = 'block'");
            database.commit();
        }
    }
}
