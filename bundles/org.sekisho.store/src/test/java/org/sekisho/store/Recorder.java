// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.io.PrintStream;
import java.nio.file.Path;
import org.sekisho.detect.Detection;
import org.sekisho.record.AuditEntry;
import org.sekisho.record.Deadline;
import org.sekisho.record.RecordException;
import org.sekisho.record.RecordedBlock;

/**
 * A process of its own that records without end, and says so on its standard output after each call
 * that returned. Ends when it is killed.
 */
final class Recorder {
    private Recorder() {}

    /**
     * Records.
     *
     * @param arguments the store's folder; the number to begin with, which no earlier one reached;
     *     {@code tight} if the file is to be packed again and again
     */
    public static void main(String[] arguments) throws Exception {
        // a line that was printed must have left this process
        PrintStream out = new PrintStream(System.out, true);
        Path folder = Path.of(arguments[0]);
        boolean tight = arguments[2].equals("tight");
        H2Records records = tight ? Stores.openTight(folder) : Stores.open(folder);
        try {
            records.audit(new AuditEntry(0, "", "", "", ""));
        } catch (RecordException e) {
            out.println("failed " + e.getMessage());
            return;
        }
        for (int i = Integer.parseInt(arguments[1]); ; i++) {
            Detection detection =
                    Samples.tunnel("10.0.0." + i % 250, "198.51." + i / 250 + ".1", i, i);
            long id = records.record(detection, Samples.blocked(detection)).now().id();
            out.println("case " + id + " " + i);
            RecordedBlock block = records.record(Samples.block(id, i, i));
            out.println("block " + block.id() + " " + i);
            if (i % 3 == 0) {
                records.prolong(block.id(), new Deadline(i, "later", i), 9);
                out.println("prolonged " + block.id() + " " + i);
            } else if (i % 3 == 1) {
                records.end(block.id(), Samples.NOW + i, "reason " + i);
                out.println("ended " + block.id() + " " + i);
            }
            records.audit(new AuditEntry(i, "who", "what", "why", "done"));
            out.println("audit 0 " + i);
            if (i % 7 == 6) {
                records.stop();
                records = tight ? Stores.openTight(folder) : Stores.open(folder);
            }
        }
    }
}
