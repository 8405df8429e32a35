// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.softether;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sekisho.testkit.net.NetworkNamespace;

/** A real SoftEther server with one hub, one user and its virtual router (SecureNAT). */
public final class SoftEtherServer implements AutoCloseable {
    static final String HUB = "H";
    static final String USER = "u";
    static final String PASSWORD = "p";

    private final SoftEtherProgram program;

    /**
     * Starts it; it listens at its usual ports, 443 among them.
     *
     * @param folder does not exist yet
     */
    public SoftEtherServer(NetworkNamespace where, Path folder) throws IOException {
        program = new SoftEtherProgram(where, folder, "vpnserver", "localhost:443", "/SERVER");
        List<String> hub = List.of("/ADMINHUB:" + HUB);
        program.command(List.of(), "HubCreate", HUB, "/PASSWORD:x");
        program.command(hub, "UserCreate", USER, "/GROUP:none", "/REALNAME:none", "/NOTE:none");
        program.command(hub, "UserPasswordSet", USER, "/PASSWORD:" + PASSWORD);
        program.command(hub, "SecureNatEnable");
    }

    @Override
    public void close() {
        program.close();
    }
}
