// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Sends back what it gets, over TCP and UDP on the same port of all its addresses. */
public final class EchoServer implements AutoCloseable {
    private final ServerSocket streams;
    private final DatagramSocket datagrams;
    private final List<Socket> callers = new CopyOnWriteArrayList<>();
    private final AtomicLong datagramsSeen = new AtomicLong();

    /** Starts one inside a namespace. */
    public EchoServer(NetworkNamespace where, int port) throws Exception {
        streams = InsideNamespace.call(where, () -> new ServerSocket(port));
        datagrams = InsideNamespace.call(where, () -> new DatagramSocket(port));
        inThread(this::accept);
        inThread(this::answer);
    }

    private static void inThread(Runnable work) {
        Thread thread = new Thread(work, "echo");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!streams.isClosed()) {
            try {
                Socket caller = streams.accept();
                callers.add(caller);
                inThread(() -> serve(caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Socket caller) {
        try (caller) {
            InputStream in = caller.getInputStream();
            byte[] piece = new byte[64 << 10];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                caller.getOutputStream().write(piece, 0, read);
            }
        } catch (IOException gone) {
            // whoever called will notice it too
            return;
        }
    }

    private void answer() {
        byte[] bytes = new byte[64 << 10];
        while (!datagrams.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                datagrams.receive(packet);
                datagramsSeen.incrementAndGet();
                datagrams.send(packet);
            } catch (IOException closed) {
                if (datagrams.isClosed()) {
                    return;
                }
            }
        }
    }

    /** Datagrams that have arrived. */
    public long datagrams() {
        return datagramsSeen.get();
    }

    /** The server's ends of the connections that were made so far, oldest first. */
    public List<Socket> callers() {
        return List.copyOf(callers);
    }

    /** Connects to an echo server. */
    public static Socket connect(
            NetworkNamespace from, String source, int sourcePort, String to, int port, int millis)
            throws Exception {
        return InsideNamespace.call(
                from,
                () -> {
                    Socket socket = new Socket();
                    try {
                        socket.setReuseAddress(true);
                        socket.setTcpNoDelay(true);
                        socket.bind(
                                new InetSocketAddress(
                                        source == null ? null : InetAddress.getByName(source),
                                        sourcePort));
                        socket.connect(new InetSocketAddress(to, port), millis);
                        return socket;
                    } catch (IOException failed) {
                        socket.close();
                        throw failed;
                    }
                });
    }

    /** A socket for datagrams. */
    public static DatagramSocket datagrams(NetworkNamespace from, String source, int sourcePort)
            throws Exception {
        return InsideNamespace.call(
                from, () -> new DatagramSocket(sourcePort, InetAddress.getByName(source)));
    }

    /** Whether a byte that is sent comes back in time. */
    public static boolean echoes(Socket socket, int millis) throws IOException {
        socket.setSoTimeout(millis);
        socket.getOutputStream().write(42);
        try {
            return socket.getInputStream().read() == 42;
        } catch (java.net.SocketTimeoutException silence) {
            return false;
        }
    }

    /** Whether a datagram that is sent comes back in time. */
    public static boolean echoes(DatagramSocket socket, String to, int port, int millis)
            throws IOException {
        socket.setSoTimeout(millis);
        byte[] bytes = {42};
        socket.send(new DatagramPacket(bytes, 1, InetAddress.getByName(to), port));
        try {
            socket.receive(new DatagramPacket(new byte[1], 1));
            return true;
        } catch (java.net.SocketTimeoutException silence) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        streams.close();
        datagrams.close();
        for (Socket caller : callers) {
            caller.close();
        }
    }
}
