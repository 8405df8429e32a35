// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.syslog;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Messages over TCP or TLS, each after its length (RFC 6587 §3.4.1, RFC 5425 §4.3). Receivers say
 * nothing; a thread listens all the same, because the end of the other side is only seen by who
 * listens, and what is written after it is lost.
 */
final class StreamReceiver implements Receiver {
    private final Socket raw;
    private final Socket socket;
    private final OutputStream out;
    private final String described;
    private volatile boolean ended;

    /**
     * Connects.
     *
     * @param tls null for TCP in clear
     */
    StreamReceiver(InetSocketAddress address, SSLContext tls, int timeoutMillis)
            throws IOException {
        raw = new Socket();
        boolean done = false;
        try {
            raw.connect(address, timeoutMillis);
            raw.setKeepAlive(true);
            raw.setTcpNoDelay(true);
            if (tls == null) {
                socket = raw;
                described = "TCP in clear";
            } else {
                SSLSocket secured = secured(address, tls, timeoutMillis);
                socket = secured;
                described = secured.getSession().getProtocol();
            }
            out = new BufferedOutputStream(socket.getOutputStream(), 16 << 10);
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
        InputStream in = socket.getInputStream();
        Thread listener = new Thread(() -> listen(in), "sekisho-syslog-end");
        listener.setDaemon(true);
        listener.start();
    }

    private SSLSocket secured(InetSocketAddress address, SSLContext tls, int timeoutMillis)
            throws IOException {
        String host = address.getHostString();
        SSLSocket secured =
                (SSLSocket) tls.getSocketFactory().createSocket(raw, host, address.getPort(), true);
        SSLParameters parameters = secured.getSSLParameters();
        // RFC 5425 §5.2: the certificate must be for the host that was asked for
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        secured.setSSLParameters(parameters);
        raw.setSoTimeout(timeoutMillis);
        secured.startHandshake();
        raw.setSoTimeout(0);
        return secured;
    }

    private void listen(InputStream in) {
        byte[] nothing = new byte[512];
        try {
            while (in.read(nothing) >= 0) {
                // whatever it says, it is nothing to us
            }
        } catch (IOException end) {
            // seen by the flag
        }
        ended = true;
    }

    @Override
    public void send(byte[] message) throws IOException {
        if (ended) {
            throw new IOException("the receiver closed the connection");
        }
        out.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
        out.write(message);
        out.flush();
    }

    @Override
    public String described() {
        return described;
    }

    @Override
    public void close() {
        try {
            // not the secured one: it would wait for a writer that hangs
            raw.close();
        } catch (IOException gone) {
            // that is what was wanted
        }
    }
}
