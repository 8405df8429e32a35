// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.trust;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which permissions the classes of a jar need, by what they refer to. It keeps an honest author
 * honest; whoever wants to hide a reference can (reflection on a name put together at run time), so
 * it is no wall.
 */
final class ClassReferences {
    /** Types, or what the names of types begin with if it ends in a slash. */
    private static final Map<Permission, List<String>> TYPES =
            Map.of(
                    Permission.NETWORK,
                    List.of(
                            "java/net/Socket",
                            "java/net/ServerSocket",
                            "java/net/DatagramSocket",
                            "java/net/MulticastSocket",
                            "java/net/URLConnection",
                            "java/net/HttpURLConnection",
                            "java/net/URLClassLoader",
                            "java/net/http/",
                            "java/nio/channels/SocketChannel",
                            "java/nio/channels/ServerSocketChannel",
                            "java/nio/channels/DatagramChannel",
                            "java/nio/channels/AsynchronousSocketChannel",
                            "java/nio/channels/AsynchronousServerSocketChannel",
                            "java/rmi/",
                            "javax/naming/",
                            "javax/net/"),
                    Permission.PROCESSES,
                    List.of("java/lang/ProcessBuilder"),
                    Permission.NATIVE,
                    List.of(
                            "java/lang/foreign/",
                            "jdk/incubator/foreign/",
                            "jdk/internal/",
                            "sun/misc/Unsafe",
                            "com/sun/jna/",
                            "com/kenai/jffi/",
                            "jnr/"));

    private static final Map<Permission, List<String>> METHODS =
            Map.of(
                    Permission.NETWORK,
                    List.of(
                            "java/net/URL.openConnection",
                            "java/net/URL.openStream",
                            "java/net/InetAddress.getByName",
                            "java/net/InetAddress.getAllByName",
                            "java/net/InetAddress.isReachable"),
                    Permission.PROCESSES,
                    List.of("java/lang/Runtime.exec"),
                    Permission.NATIVE,
                    List.of(
                            "java/lang/System.load",
                            "java/lang/System.loadLibrary",
                            "java/lang/Runtime.load",
                            "java/lang/Runtime.loadLibrary"));

    private static final List<byte[]> MACHINE_CODE =
            List.of(
                    new byte[] {0x7f, 'E', 'L', 'F'},
                    new byte[] {'M', 'Z'},
                    new byte[] {(byte) 0xcf, (byte) 0xfa, (byte) 0xed, (byte) 0xfe},
                    new byte[] {(byte) 0xce, (byte) 0xfa, (byte) 0xed, (byte) 0xfe});

    private static final byte[] ZIP = {'P', 'K', 3, 4};

    private final Map<Permission, String> needed = new EnumMap<>(Permission.class);

    private ClassReferences() {}

    /**
     * Looks through everything in a jar, also in the jars inside it; content counts, not names.
     *
     * @return for each permission that is needed a sentence that tells by which class and why
     */
    static Map<Permission, String> needed(Map<String, byte[]> entries) throws RefusedJarException {
        ClassReferences references = new ClassReferences();
        references.scan("", entries);
        return references.needed;
    }

    private void scan(String inside, Map<String, byte[]> entries) throws RefusedJarException {
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            String name = Text.printable(inside + entry.getKey());
            byte[] content = entry.getValue();
            if (ClassFile.looksLike(content)) {
                classFile(name, content);
            } else if (begins(content, ZIP)) {
                if (!inside.isEmpty()) {
                    throw new RefusedJarException(name + " is a jar in a jar in a jar");
                }
                try {
                    scan(entry.getKey() + "!/", StrictZip.read(content));
                } catch (RefusedJarException e) {
                    throw new RefusedJarException("in the jar " + name + ": " + e.getMessage());
                }
            } else if (entry.getKey().endsWith(".class")) {
                throw new RefusedJarException(name + " is no class file");
            } else if (MACHINE_CODE.stream().anyMatch(magic -> begins(content, magic))) {
                needed.putIfAbsent(Permission.NATIVE, name + " is machine code");
            }
        }
    }

    private void classFile(String name, byte[] content) throws RefusedJarException {
        ClassFile file;
        try {
            file = ClassFile.read(content);
        } catch (IOException e) {
            throw new RefusedJarException(
                    "class " + name + " is damaged: " + Text.printable("" + e.getMessage()));
        }
        for (Map.Entry<Permission, List<String>> watched : TYPES.entrySet()) {
            for (String type : watched.getValue()) {
                if (refers(file.types(), type) || names(file.strings(), type)) {
                    needed.putIfAbsent(watched.getKey(), name + " refers to " + dotted(type));
                }
            }
        }
        for (Map.Entry<Permission, List<String>> watched : METHODS.entrySet()) {
            for (String method : watched.getValue()) {
                if (file.members().contains(method)) {
                    needed.putIfAbsent(watched.getKey(), name + " calls " + dotted(method));
                }
            }
        }
        if (file.nativeMethods()) {
            needed.putIfAbsent(Permission.NATIVE, name + " has a native method");
        }
    }

    /** An array of a type is a reference to it too. */
    private static boolean refers(Set<String> types, String watched) {
        if (watched.endsWith("/")) {
            return types.stream().anyMatch(t -> t.replaceFirst("^\\[+L", "").startsWith(watched));
        }
        return types.contains(watched)
                || types.stream().anyMatch(t -> t.endsWith("[L" + watched + ";"));
    }

    /** For {@code Class.forName}. */
    private static boolean names(Set<String> strings, String watched) {
        return !watched.endsWith("/")
                && (strings.contains(dotted(watched)) || strings.contains(watched));
    }

    private static String dotted(String name) {
        return name.replace('/', '.');
    }

    private static boolean begins(byte[] content, byte[] magic) {
        if (content.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (content[i] != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
