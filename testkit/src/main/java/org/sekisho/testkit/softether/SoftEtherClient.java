// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.softether;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sekisho.testkit.net.NetworkNamespace;

/** A real SoftEther client with an account at a {@link SoftEtherServer}. */
public final class SoftEtherClient implements AutoCloseable {
    private static final String ACCOUNT = "a";

    private final SoftEtherProgram program;

    /**
     * Starts it, not connected yet.
     *
     * @param folder does not exist yet
     * @param server address of the server
     */
    public SoftEtherClient(NetworkNamespace where, Path folder, String server) throws IOException {
        program = new SoftEtherProgram(where, folder, "vpnclient", "localhost", "/CLIENT");
        command("NicCreate", "vpn0");
        command(
                "AccountCreate",
                ACCOUNT,
                "/SERVER:" + server + ":443",
                "/HUB:" + SoftEtherServer.HUB,
                "/USERNAME:" + SoftEtherServer.USER,
                "/NICNAME:vpn0");
        command(
                "AccountPasswordSet",
                ACCOUNT,
                "/PASSWORD:" + SoftEtherServer.PASSWORD,
                "/TYPE:standard");
    }

    private void command(String... words) throws IOException {
        program.command(List.of(), words);
    }

    /** Sets up a session and waits until it is there. */
    public void connect() throws IOException {
        command("AccountConnect", ACCOUNT);
        program.await("Session Established", "AccountStatusGet", ACCOUNT);
    }

    /** Ends the session. */
    public void disconnect() throws IOException {
        command("AccountDisconnect", ACCOUNT);
    }

    @Override
    public void close() {
        program.close();
    }
}
