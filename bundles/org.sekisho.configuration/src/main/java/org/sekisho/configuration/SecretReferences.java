// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code $[secret:NAME]} in a configuration stands for: the content of {@code
 * conf/secrets/NAME}. It is put in when a component is handed its configuration and not before, so
 * that what Configuration Admin stores, and our copies of good files, hold the reference alone.
 */
@Component(service = {ConfigurationPlugin.class, SecretReferences.class})
public final class SecretReferences implements ConfigurationPlugin {
    private static final Logger LOG = LoggerFactory.getLogger(SecretReferences.class);
    private static final String BEGIN = "$[secret:";
    private static final Pattern REFERENCE = Pattern.compile("\\$\\[secret:([^\\]]*)\\]");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    /** A key or a password; what is longer is another file. */
    private static final int MOST_BYTES = 64 << 10;

    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private final Path folder;

    /** Made by Declarative Services. */
    @Activate
    public SecretReferences(BundleContext context) {
        this(folder(context.getProperty("sekisho.home")));
    }

    SecretReferences(Path folder) {
        this.folder = folder;
    }

    private static Path folder(String home) {
        return Path.of(home == null ? "" : home, "conf", "secrets");
    }

    /** Names of the secrets that the values refer to. */
    static Set<String> names(Collection<String> values) {
        Set<String> names = new TreeSet<>();
        for (String value : values) {
            REFERENCE.matcher(value).results().forEach(found -> names.add(found.group(1)));
        }
        return names;
    }

    /** Why the references in this value can't be followed, with the remedy. */
    Optional<String> fault(String value) {
        if (REFERENCE.matcher(value).replaceAll("").contains(BEGIN)) {
            return Optional.of("has a reference without its end; write $[secret:NAME]");
        }
        for (String name : names(List.of(value))) {
            try {
                read(name);
            } catch (IOException fault) {
                return Optional.of(fault.getMessage());
            }
        }
        return Optional.empty();
    }

    /** What changes when one of these secrets does. */
    String state(Set<String> names) {
        StringBuilder state = new StringBuilder();
        for (String name : names) {
            state.append(name).append('=');
            try {
                if (NAME.matcher(name).matches()) {
                    PosixFileAttributes file =
                            Files.readAttributes(folder.resolve(name), PosixFileAttributes.class);
                    state.append(file.fileKey())
                            .append(file.lastModifiedTime())
                            .append(file.size())
                            .append(file.permissions());
                }
            } catch (IOException missing) {
                state.append("none");
            }
            state.append(';');
        }
        return state.toString();
    }

    @Override
    public void modifyConfiguration(
            ServiceReference<?> reference, Dictionary<String, Object> properties) {
        for (String key : Collections.list(properties.keys())) {
            if (properties.get(key) instanceof String value && value.contains(BEGIN)) {
                properties.put(key, resolved(key, value));
            }
        }
    }

    private String resolved(String key, String value) {
        return REFERENCE
                .matcher(value)
                .replaceAll(
                        found -> {
                            try {
                                return Matcher.quoteReplacement(read(found.group(1)));
                            } catch (IOException fault) {
                                // it was good a moment ago, when the file was judged
                                LOG.error("the key {} {}", key, fault.getMessage());
                                return "";
                            }
                        });
    }

    private String read(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IOException(
                    "refers to a secret whose name is none: letters, digits, dots, dashes and"
                            + " underscores, such as $[secret:mail]");
        }
        Path file = folder.resolve(name);
        String told = "refers to the secret " + name + ", but conf/secrets/" + name;
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    told + " is not there; write the secret into it and call chmod 600 on it");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNER.containsAll(permissions)) {
            throw new IOException(
                    told
                            + " may be used by others than its owner ("
                            + PosixFilePermissions.toString(permissions)
                            + "); call chmod 600 on it");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(
                    told
                            + " can't be read by this user; it belongs to "
                            + Files.getOwner(file, LinkOption.NOFOLLOW_LINKS));
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(told + " is larger than 64 KiB; it should hold the secret alone");
        }
        try {
            String secret =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                            .toString();
            // editors and echo end a file with a line end that is not meant
            String meant = secret.replaceFirst("\\r?\\n\\z", "");
            if (meant.isEmpty()) {
                throw new IOException(told + " is empty; write the secret into it");
            }
            return meant;
        } catch (CharacterCodingException fault) {
            throw new IOException(told + " is not UTF-8; save it as UTF-8", fault);
        }
    }
}
