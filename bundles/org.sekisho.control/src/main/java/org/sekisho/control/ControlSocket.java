// SPDX-License-Identifier: Apache-2.0
package org.sekisho.control;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.sekisho.operate.Operation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on {@code run/control.sock} for its owner and group. Each caller has a thread while it is
 * answered; one that says nothing is hung up on, and more than a few at a time wait.
 */
@Component(service = ControlSocket.class, immediate = true)
public final class ControlSocket {
    private static final Logger LOG = LoggerFactory.getLogger(ControlSocket.class);
    private static final int MOST_CALLERS = 16;
    private static final int MOST_CALL_BYTES = 64 << 10;
    private static final long SILENCE_SECONDS = 10;

    /** A path in a socket address is at most 107 bytes (unix(7)). */
    private static final int MOST_PATH_BYTES = 107;

    private final List<Operation> operations = new CopyOnWriteArrayList<>();
    private final Call call = new Call(operations);
    private final ExecutorService threads = Executors.newCachedThreadPool(ControlSocket::thread);
    private final ScheduledExecutorService hangUp =
            Executors.newSingleThreadScheduledExecutor(ControlSocket::thread);
    private final Semaphore places = new Semaphore(MOST_CALLERS);
    private final Path path;
    private final ServerSocketChannel server;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public ControlSocket(
            BundleContext context,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon)
            throws IOException {
        path = Path.of(context.getProperty("sekisho.home"), "run", "control.sock");
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > MOST_PATH_BYTES) {
            LOG.error(
                    "{} is too long for the control socket, at most {} bytes are allowed; choose a"
                            + " shorter --home",
                    path,
                    MOST_PATH_BYTES);
            server = null;
            return;
        }
        // the folder is locked by this process, so what lies there is a dead daemon's
        Files.deleteIfExists(path);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        threads.execute(this::listen);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "sekisho-control");
        thread.setDaemon(true);
        return thread;
    }

    @Deactivate
    void stop() throws IOException {
        threads.shutdownNow();
        hangUp.shutdownNow();
        if (server != null) {
            server.close();
            Files.deleteIfExists(path);
        }
    }

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindOperation(Operation operation) {
        operations.add(operation);
    }

    void unbindOperation(Operation operation) {
        operations.remove(operation);
    }

    private void listen() {
        while (server.isOpen()) {
            try {
                // more callers than there are places wait in the kernel's queue
                places.acquire();
                SocketChannel caller = server.accept();
                threads.execute(() -> serve(caller));
            } catch (InterruptedException stopped) {
                return;
            } catch (AsynchronousCloseException stopped) {
                return;
            } catch (IOException | RuntimeException fault) {
                places.release();
                if (server.isOpen()) {
                    LOG.error("a caller of the control socket was lost", fault);
                }
            }
        }
    }

    private void serve(SocketChannel caller) {
        ScheduledFuture<?> silence = null;
        try (caller) {
            silence = hangUp.schedule(() -> close(caller), SILENCE_SECONDS, TimeUnit.SECONDS);
            String line = readLine(Channels.newInputStream(caller));
            silence.cancel(false);
            List<String> answer = call.answer(line, name(caller));
            silence = hangUp.schedule(() -> close(caller), 6 * SILENCE_SECONDS, TimeUnit.SECONDS);
            BufferedWriter out =
                    new BufferedWriter(Channels.newWriter(caller, StandardCharsets.UTF_8));
            for (String text : answer) {
                out.write(text);
                out.write('\n');
            }
            out.flush();
        } catch (IOException gone) {
            LOG.debug("a caller of the control socket left early", gone);
        } finally {
            places.release();
            if (silence != null) {
                silence.cancel(false);
            }
        }
    }

    private static void close(SocketChannel caller) {
        try {
            caller.close();
        } catch (IOException gone) {
            LOG.debug("a caller was hung up on", gone);
        }
    }

    private static String readLine(InputStream in) throws IOException {
        byte[] line = new byte[MOST_CALL_BYTES];
        int length = 0;
        int next = in.read();
        while (next >= 0 && next != '\n') {
            if (length == line.length) {
                throw new IOException("a call of more than 64 KiB");
            }
            line[length++] = (byte) next;
            next = in.read();
        }
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    /** Who calls, as the kernel knows it. */
    private static String name(SocketChannel caller) throws IOException {
        UnixDomainPrincipal peer = caller.getOption(ExtendedSocketOptions.SO_PEERCRED);
        return "user " + peer.user().getName();
    }
}
