// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.sekisho.event.confirmation.Exchange;
import org.sekisho.packet.Endpoint;
import org.sekisho.packet.IpAddress;
import org.sekisho.packet.Octets;

/**
 * Asks one server, over TLS, and takes down what it says. Goes to the address it is given and
 * nowhere else: no name is looked up or sent, no redirect followed, no link read. The time and the
 * bytes are those of all questions together.
 */
final class Asker {
    private static final Pattern LENGTH =
            Pattern.compile("(?i)\r\ncontent-length:[ \t]*([0-9]{1,9})[ \t]*\r\n");

    private final IpAddress source;
    private final long nanos;
    private final long bytes;
    private volatile boolean stopped;
    private volatile Socket current;

    /**
     * @param source address of this machine
     * @param seconds for one server
     * @param bytes taken from one server
     */
    Asker(IpAddress source, int seconds, long bytes) {
        this.source = source;
        this.nanos = TimeUnit.SECONDS.toNanos(seconds);
        this.bytes = bytes;
    }

    /** Asks everything that can be asked within the bounds. */
    List<Exchange> ask(Endpoint server) {
        List<Exchange> exchanges = new ArrayList<>();
        long begin = System.nanoTime();
        long left = bytes;
        for (Question question : Question.values()) {
            long remaining = nanos - (System.nanoTime() - begin);
            if (remaining <= 0 || left <= 0 || stopped) {
                break;
            }
            try (BoundedSocket socket = new BoundedSocket(left)) {
                exchanges.add(ask(server, question, socket, remaining));
                left = socket.left();
            } catch (IOException closing) {
                // nothing more to learn from it
                break;
            }
        }
        return exchanges;
    }

    /** Ends what is being asked, from any thread; nothing is asked afterwards. */
    void stop() {
        stopped = true;
        close(current);
    }

    private Exchange ask(Endpoint server, Question question, Socket socket, long remaining) {
        long begin = System.nanoTime();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        String failure = null;
        // a server that trickles would outlast any timeout of a single read
        CompletableFuture<Void> end =
                CompletableFuture.runAsync(
                        () -> close(socket),
                        CompletableFuture.delayedExecutor(remaining, TimeUnit.NANOSECONDS));
        current = socket;
        try {
            if (stopped) {
                throw new IOException("asking was stopped");
            }
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(source.toBytes()), 0));
            int millis = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(remaining));
            InetAddress address = InetAddress.getByAddress(server.address().toBytes());
            socket.connect(new InetSocketAddress(address, server.port()), millis);
            socket.setSoTimeout(millis);
            try (SSLSocket tls = secured(socket, server)) {
                tls.getOutputStream().write(question.request(server.address()));
                read(tls.getInputStream(), answer);
            }
        } catch (IOException | GeneralSecurityException fault) {
            failure =
                    System.nanoTime() - begin >= remaining
                            ? "no whole answer in time"
                            : fault.getMessage() == null ? fault.toString() : fault.getMessage();
        } finally {
            end.cancel(false);
        }
        byte[] taken = answer.toByteArray();
        return new Exchange(
                question.line(),
                Octets.of(taken, 0, Math.min(taken.length, Exchange.MAX_ANSWER)),
                failure,
                System.nanoTime() - begin);
    }

    /** An address in place of a name: then no name is sent. */
    private static SSLSocket secured(Socket socket, Endpoint server)
            throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        SSLSocket tls =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        socket, server.address().toString(), server.port(), true);
        tls.startHandshake();
        return tls;
    }

    private static void read(InputStream in, ByteArrayOutputStream answer) throws IOException {
        byte[] buffer = new byte[Exchange.MAX_ANSWER];
        while (answer.size() < Exchange.MAX_ANSWER && !isWhole(answer)) {
            int read = in.read(buffer, 0, Exchange.MAX_ANSWER - answer.size());
            if (read < 0) {
                return;
            }
            answer.write(buffer, 0, read);
        }
    }

    /** Whether everything is there that the head of the answer announces. */
    private static boolean isWhole(ByteArrayOutputStream answer) {
        String text = answer.toString(StandardCharsets.ISO_8859_1);
        int body = text.indexOf("\r\n\r\n");
        if (body < 0) {
            return false;
        }
        Matcher length = LENGTH.matcher(text.substring(0, body + 2));
        return length.find() && text.length() - body - 4 >= Integer.parseInt(length.group(1));
    }

    private static void close(Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException already) {
            // it is closed in any case
        }
    }

    /**
     * The certificate proves nothing here and protects nothing: what is asked is no secret, and
     * whoever answers in the server's place is what the client gets, too.
     */
    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
