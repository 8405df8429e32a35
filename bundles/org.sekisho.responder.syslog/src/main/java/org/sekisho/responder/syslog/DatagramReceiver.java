// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;

/** One message a datagram (RFC 5426). Only a refusal ever comes back. */
final class DatagramReceiver implements Receiver {
    private static final int REFUSAL_MILLIS = 500;

    private final InetSocketAddress address;
    private final DatagramSocket socket;

    DatagramReceiver(InetSocketAddress address) throws IOException {
        this.address = address;
        socket = new DatagramSocket();
        try {
            // connected, so that the kernel tells us when nobody listens there
            socket.connect(address);
        } catch (IOException fault) {
            socket.close();
            throw fault;
        }
    }

    @Override
    public void send(byte[] message) throws IOException {
        try {
            socket.send(new DatagramPacket(message, message.length, address));
        } catch (PortUnreachableException fault) {
            throw refused(fault);
        }
    }

    /** Waits for the answer of a host on which nobody listens. */
    void awaitRefusal() throws IOException {
        socket.setSoTimeout(REFUSAL_MILLIS);
        try {
            socket.receive(new DatagramPacket(new byte[1], 1));
        } catch (SocketTimeoutException silence) {
            // that is how UDP says yes
        } catch (PortUnreachableException fault) {
            throw refused(fault);
        }
    }

    private IOException refused(PortUnreachableException fault) {
        return new IOException("nobody listens on UDP port " + address.getPort(), fault);
    }

    @Override
    public String described() {
        return "UDP, which never says whether it arrived: look there";
    }

    @Override
    public void close() {
        socket.close();
    }
}
