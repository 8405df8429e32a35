// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The folder a daemon lives in, held by one daemon at a time: {@code conf}, {@code deploy}, {@code
 * data}, {@code log}, {@code run}.
 */
final class DaemonHome implements AutoCloseable {
    private static final Map<String, String> FOLDERS = new LinkedHashMap<>();

    static {
        FOLDERS.put("conf", "rwxr-xr-x");
        FOLDERS.put("conf/trust", "rwxr-xr-x");
        FOLDERS.put("conf/secrets", "rwx------");
        FOLDERS.put("deploy", "rwxr-xr-x");
        FOLDERS.put("data", "rwx------");
        FOLDERS.put("log", "rwxr-x---");
        FOLDERS.put("run", "rwxr-x---");
    }

    private final Path folder;
    private final FileChannel lockFile;

    private DaemonHome(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /**
     * Makes what is missing and takes hold of the folder.
     *
     * @throws LaunchException if another daemon holds it, or {@code run} can't be written
     */
    static DaemonHome open(Path folder) throws LaunchException {
        for (Map.Entry<String, String> entry : FOLDERS.entrySet()) {
            make(folder.resolve(entry.getKey()), entry.getValue());
        }
        Path lock = folder.resolve("run/lock");
        FileChannel channel = null;
        try {
            channel =
                    FileChannel.open(
                            lock,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (isTaken(channel)) {
                String pid = new String(Files.readAllBytes(lock), StandardCharsets.US_ASCII);
                channel.close();
                throw new LaunchException(
                        1,
                        "another daemon (process "
                                + pid.strip()
                                + ") already runs on "
                                + folder
                                + "; stop it first, or choose another folder with --home");
            }
            channel.truncate(0);
            String pid = ProcessHandle.current().pid() + "\n";
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
            // what a daemon that was killed left behind
            Files.deleteIfExists(folder.resolve("run/ready"));
            return new DaemonHome(folder, channel);
        } catch (IOException e) {
            throw new LaunchException(
                    1, lock + " can't be written; make its folder writable for this user: " + e, e);
        }
    }

    private static void make(Path made, String mode) throws LaunchException {
        if (Files.isDirectory(made)) {
            return;
        }
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        try {
            Files.createDirectories(made);
            if (Files.getFileStore(made).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(made, permissions);
            }
        } catch (IOException e) {
            // data that can't be stored is no reason not to watch; run/ is needed, and says so
            if (Files.isDirectory(made, LinkOption.NOFOLLOW_LINKS) || !made.endsWith("run")) {
                System.err.println("sekisho: " + made + " can't be made: " + e);
                return;
            }
            throw new LaunchException(1, made + " can't be made: " + e, e);
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock held = channel.tryLock();
            return held == null;
        } catch (OverlappingFileLockException ours) {
            return true;
        }
    }

    /** The folder. */
    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(folder.resolve("run/ready"));
            lockFile.close();
        } catch (IOException e) {
            System.err.println("sekisho: " + folder + "/run can't be cleaned up: " + e);
        }
    }
}
