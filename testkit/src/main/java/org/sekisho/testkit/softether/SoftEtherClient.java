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
        account(ACCOUNT, "vpn0", server + ":443");
    }

    private void account(String name, String nic, String server) throws IOException {
        command("NicCreate", nic);
        command(
                "AccountCreate",
                name,
                "/SERVER:" + server,
                "/HUB:" + SoftEtherServer.HUB,
                "/USERNAME:" + SoftEtherServer.USER,
                "/NICNAME:" + nic);
        command(
                "AccountPasswordSet",
                name,
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

    /**
     * Begins to dial with another account, and goes on until it is closed.
     *
     * @param nic letters and digits, for its interface and its name
     * @param server address and port
     */
    public void dial(String nic, String server) throws IOException {
        account(nic, nic, server);
        command("AccountConnect", nic);
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
