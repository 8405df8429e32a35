// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.iptables.program;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.sekisho.linux.program.SystemProgram;
import org.sekisho.operate.Escaped;

/** The programs of one of {@code iptables} and {@code ip6tables}. */
public final class Iptables {
    /** How long it waits for others who change rules at the same time. */
    private static final String LOCK_SECONDS = "5";

    private final SystemProgram list;
    private final SystemProgram restore;
    private final SystemProgram tell;
    private final String name;

    /**
     * Programs whose names begin so.
     *
     * @param name such as {@code iptables}, or a path that ends so
     * @param key of the configuration, which says so
     * @param patience how long one of them may take
     */
    public Iptables(String name, String key, Duration patience) {
        this.name = name;
        tell = new SystemProgram(name, patience, "iptables", key);
        list = new SystemProgram(name + "-save", patience, "iptables", key);
        restore = new SystemProgram(name + "-restore", patience, "iptables", key);
    }

    /** What it says of its version, such as {@code iptables v1.8.9 (nf_tables)}. */
    public String version() throws IOException {
        return ProgramFailure.checked(name, tell.run("", "-V")).output().strip();
    }

    /** Whether it is installed. */
    public boolean isThere() {
        return list.isThere();
    }

    /** Lists the table {@code filter}. */
    public FilterTable read() throws IOException {
        return FilterTable.of(
                ProgramFailure.checked(name + "-save", list.run("", "-t", "filter")).output());
    }

    /**
     * Lists the table {@code filter} if it is in use; has nothing loaded into the kernel for that.
     */
    public FilterTable readIfUsed() throws IOException {
        return FilterTable.of(ProgramFailure.checked(name + "-save", list.run("")).output());
    }

    /** Changes the table {@code filter} in one transaction. */
    public void write(List<String> lines) throws IOException {
        String text = "*filter\n" + String.join("\n", lines) + "\nCOMMIT\n";
        ProgramFailure.checked(
                name + "-restore", restore.run(text, "-w", LOCK_SECONDS, "--noflush"));
    }

    /** Its name for people. */
    public String name() {
        return Escaped.of(name);
    }
}
