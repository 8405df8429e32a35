// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Asks the running daemon through its control socket, without a framework. A call is one line, a
 * JSON array of words; of the answer, lines that begin with {@code o} are output, with {@code e} go
 * to standard error, and {@code x} precedes the exit status.
 */
final class ControlClient {
    /** Exit status where no daemon answers. */
    static final int NO_DAEMON = 4;

    private ControlClient() {}

    /** Runs one operation of the daemon that lives in this folder. */
    static int run(Path home, List<String> words) throws LaunchException {
        return run(home, words, Integer.MAX_VALUE);
    }

    /**
     * Runs one operation of the daemon that lives in this folder.
     *
     * @param seconds after which a daemon that does not answer counts as none
     */
    static int run(Path home, List<String> words, int seconds) throws LaunchException {
        Path socket = home.resolve("run/control.sock");
        if (!Files.exists(socket)) {
            throw none(home, "there is no " + socket);
        }
        Timer silence = new Timer("sekisho-silence", true);
        try (SocketChannel daemon = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            silence.schedule(hangUp(daemon), seconds * 1000L);
            daemon.write(ByteBuffer.wrap(call(words).getBytes(StandardCharsets.UTF_8)));
            BufferedReader answer =
                    new BufferedReader(Channels.newReader(daemon, StandardCharsets.UTF_8));
            String line = answer.readLine();
            while (line != null) {
                String text = line.isEmpty() ? "" : line.substring(1);
                switch (line.isEmpty() ? ' ' : line.charAt(0)) {
                    case 'o' -> System.out.println(text);
                    case 'e' -> System.err.println("sekisho: " + text);
                    case 'x' -> {
                        System.out.flush();
                        return Integer.parseInt(text);
                    }
                    default -> System.err.println("sekisho: unexpected answer: " + line);
                }
                line = answer.readLine();
            }
            throw none(home, "it hung up without an answer");
        } catch (AsynchronousCloseException silent) {
            throw none(home, "it did not answer for " + seconds + " s");
        } catch (AccessDeniedException denied) {
            throw none(home, "this user may not use " + socket);
        } catch (IOException | IllegalArgumentException fault) {
            throw none(home, fault.getMessage());
        } finally {
            silence.cancel();
        }
    }

    private static TimerTask hangUp(SocketChannel daemon) {
        return new TimerTask() {
            @Override
            public void run() {
                try {
                    daemon.close();
                } catch (IOException gone) {
                    // it is closed one way or the other
                }
            }
        };
    }

    private static LaunchException none(Path home, String reason) {
        return new LaunchException(
                NO_DAEMON,
                "no daemon answers in "
                        + home
                        + " ("
                        + reason
                        + "); start it with 'sekisho run', or name its folder with --home");
    }

    /**
     * Words that are existing files are made absolute: the daemon has another working directory.
     */
    private static String call(List<String> words) {
        List<String> quoted = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            boolean isFile = i > 0 && !word.startsWith("-") && isFile(word);
            quoted.add(quoted(isFile ? Path.of(word).toAbsolutePath().normalize() + "" : word));
        }
        return "[" + String.join(",", quoted) + "]\n";
    }

    private static boolean isFile(String word) {
        try {
            return Files.exists(Path.of(word));
        } catch (RuntimeException noPath) {
            return false;
        }
    }

    private static String quoted(String word) {
        StringBuilder text = new StringBuilder("\"");
        for (char c : word.toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20) {
                text.append("\\u%04x".formatted((int) c));
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }
}
