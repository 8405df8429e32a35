// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeService;
import org.sekisho.operate.StatusSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the files {@code conf/<pid>.cfg} and {@code conf/<factory pid>-<name>.cfg} below the
 * framework property {@code sekisho.home} to the components they are for: at the start, and in the
 * daemon whenever they change. A file is taken whole or not at all: one that can't be read, is for
 * no component, or has an unknown key or a value out of range is refused with the reason, and what
 * was in force stays in force, also over a restart.
 *
 * <p>Its bundle is started before those with the components, so that none of them begins with
 * defaults and is then made anew.
 */
@Component(
        service = {ConfigurationFolder.class, StatusSource.class},
        immediate = true)
public final class ConfigurationFolder implements StatusSource {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationFolder.class);
    private static final String SUFFIX = ".cfg";
    private static final long SCAN_MILLIS = 500;

    /** Nobody configures more; what is larger is a mistake. */
    private static final int MOST_BYTES = 1 << 20;

    private final ConfigurationAdmin admin;
    private final KnownComponents components;
    private final Path folder;
    private final LastGood lastGood;
    private final SecretReferences secrets;
    private final Map<String, byte[]> seen = new HashMap<>();
    private final Map<String, String> unreadable = new HashMap<>();
    private final Set<String> missing = new HashSet<>();
    private final Set<String> readable = new HashSet<>();
    private final Map<String, byte[]> judged = new HashMap<>();
    private final Map<String, Set<String>> secretsOf = new HashMap<>();
    private final Map<String, String> secretStates = new HashMap<>();
    private final Map<String, Configuration> inForce = new HashMap<>();
    private final Map<String, List<String>> refused = new ConcurrentSkipListMap<>();
    private final boolean isTold;
    private final ScheduledExecutorService scanner;

    /** Made by Declarative Services; reads the folder. */
    @Activate
    public ConfigurationFolder(
            @Reference ConfigurationAdmin admin,
            @Reference MetaTypeService metatype,
            @Reference SecretReferences secrets,
            BundleContext context) {
        this.admin = admin;
        this.secrets = secrets;
        this.components = new KnownComponents(metatype, context);
        String home = context.getProperty("sekisho.home");
        boolean isDaemon = "run".equals(context.getProperty("sekisho.command"));
        // the command that checks lists the faults itself
        isTold = !"config".equals(context.getProperty("sekisho.command"));
        folder = home == null ? null : Path.of(home, "conf");
        lastGood = new LastGood(isDaemon ? Path.of(home, "data", "config") : null);
        if (folder != null) {
            scan(true);
            lastGood.keepOnly(seen.keySet());
        }
        scanner = isDaemon ? Executors.newSingleThreadScheduledExecutor(this::thread) : null;
        if (scanner != null) {
            scanner.scheduleWithFixedDelay(
                    this::rescan, SCAN_MILLIS, SCAN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "sekisho-configuration");
        thread.setDaemon(true);
        return thread;
    }

    @Deactivate
    void stop() {
        if (scanner != null) {
            scanner.shutdownNow();
        }
    }

    private void rescan() {
        try {
            scan(false);
        } catch (RuntimeException fault) {
            LOG.error("the folder {} could not be looked through", folder, fault);
        }
    }

    private void scan(boolean first) {
        Map<String, byte[]> present = read();
        if (present == null) {
            return;
        }
        present.forEach(
                (name, content) -> {
                    byte[] before = seen.put(name, content);
                    // a file that still changes is still being written
                    if (first || Arrays.equals(before, content)) {
                        judge(name, content);
                    }
                });
        for (String name : List.copyOf(seen.keySet())) {
            // some editors take a file away for a moment before they write it anew
            if (present.containsKey(name)) {
                missing.remove(name);
            } else if (!missing.add(name)) {
                gone(name);
            }
        }
        lastGood.catchUp();
    }

    /** The files by name; null if the folder can't be read. */
    private Map<String, byte[]> read() {
        Map<String, byte[]> files = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : found) {
                String name = file.getFileName().toString();
                if (name.startsWith(".") || !Files.isRegularFile(file)) {
                    continue;
                }
                try {
                    if (Files.size(file) > MOST_BYTES) {
                        keepFormer(name, "it is larger than 1 MiB", files);
                    } else {
                        files.put(name, Files.readAllBytes(file));
                        if (unreadable.remove(name) != null) {
                            readable.add(name);
                        }
                    }
                } catch (IOException fault) {
                    keepFormer(name, "it can't be read: " + fault, files);
                }
            }
        } catch (IOException fault) {
            if (Files.exists(folder)) {
                refuse("", List.of("the folder " + folder + " can't be read: " + fault), "");
            }
            return Files.exists(folder) ? null : files;
        }
        refused.remove("");
        return files;
    }

    /** A file that can't be taken as it is now: what it said before stays, also over a restart. */
    private void keepFormer(String name, String fault, Map<String, byte[]> files) {
        unreadable.put(name, fault);
        byte[] before = seen.containsKey(name) ? seen.get(name) : lastGood.read(name);
        if (before != null) {
            files.put(name, before);
        }
        refuse(name, List.of(fault), "");
    }

    private void judge(String name, byte[] content) {
        String base = name.substring(0, name.length() - SUFFIX.length());
        Optional<KnownComponents.Target> target = components.target(base);
        boolean asBefore = Arrays.equals(judged.get(name), content) && !hasNewSecrets(name);
        if (asBefore && readable.remove(name)) {
            refused.remove(name);
            asBefore = false;
        }
        if (asBefore && (target.isEmpty() || !isWaiting(name))) {
            return;
        }
        judged.put(name, content);
        ConfigurationFile file = ConfigurationFile.parse(content);
        Set<String> names = SecretReferences.names(file.values().values());
        secretsOf.put(name, names);
        secretStates.put(name, secrets.state(names));
        List<String> faults =
                target.map(known -> faults(known, file))
                        .orElseGet(() -> List.of(components.unknown(base)));
        if (faults.isEmpty()) {
            if (apply(name, target.orElseThrow(), file)) {
                lastGood.keep(name, content);
            }
            return;
        }
        boolean kept = inForce.containsKey(name);
        byte[] good = !kept && target.isPresent() ? lastGood.read(name) : null;
        if (good != null) {
            ConfigurationFile former = ConfigurationFile.parse(good);
            kept = faults(target.get(), former).isEmpty() && apply(name, target.get(), former);
        }
        refuse(name, faults, kept ? "the last good configuration stays" : "the defaults hold");
    }

    private List<String> faults(KnownComponents.Target target, ConfigurationFile file) {
        List<String> faults = new ArrayList<>(target.options().faults(file));
        file.values()
                .forEach(
                        (key, value) ->
                                secrets.fault(value)
                                        .map(
                                                fault ->
                                                        "line "
                                                                + file.lines().get(key)
                                                                + ": key '"
                                                                + key
                                                                + "' "
                                                                + fault)
                                        .ifPresent(faults::add));
        return faults;
    }

    /** A secret is part of what the file says, so another one is as good as another file. */
    private boolean hasNewSecrets(String name) {
        Set<String> names = secretsOf.getOrDefault(name, Set.of());
        return !names.isEmpty() && !secrets.state(names).equals(secretStates.get(name));
    }

    /** Whether the file was refused only because nobody knew it. */
    private boolean isWaiting(String name) {
        List<String> faults = refused.get(name);
        return faults != null && faults.get(0).startsWith("there is no component");
    }

    private boolean apply(String name, KnownComponents.Target target, ConfigurationFile file) {
        Dictionary<String, Object> values = new Hashtable<>();
        file.values().forEach(values::put);
        try {
            Configuration configuration =
                    target.name() == null
                            ? admin.getConfiguration(target.pid(), "?")
                            : admin.getFactoryConfiguration(target.pid(), target.name(), "?");
            configuration.update(values);
            inForce.put(name, configuration);
            if (unreadable.containsKey(name)) {
                refuse(name, List.of(unreadable.get(name)), "the last good configuration stays");
            } else {
                refused.remove(name);
            }
            LOG.info("{} is in force", name);
            return true;
        } catch (IOException fault) {
            refuse(name, List.of("it could not be handed on: " + fault), "");
            return false;
        }
    }

    private void refuse(String name, List<String> faults, String consequence) {
        List<String> sentences =
                faults.stream()
                        .map(
                                fault ->
                                        consequence.isEmpty()
                                                ? fault
                                                : fault + " (" + consequence + ")")
                        .toList();
        if (!sentences.equals(refused.put(name, sentences)) && isTold) {
            sentences.forEach(fault -> LOG.error("{} is refused: {}", folder.resolve(name), fault));
        }
    }

    private void gone(String name) {
        missing.remove(name);
        unreadable.remove(name);
        seen.remove(name);
        judged.remove(name);
        secretsOf.remove(name);
        refused.remove(name);
        lastGood.forget(name);
        Configuration configuration = inForce.remove(name);
        if (configuration != null) {
            try {
                configuration.delete();
                LOG.info("{} is gone, and what it configured with it", name);
            } catch (IllegalStateException taken) {
                // whoever deleted the file has told its component already
                LOG.info("{} is gone", name);
            } catch (IOException fault) {
                LOG.error("the configuration of {} could not be taken back", name, fault);
            }
        }
    }

    @Override
    public String section() {
        return "configuration";
    }

    @Override
    public Map<String, Object> status() {
        return Map.of("files", seen.size(), "refused", refused.size());
    }

    @Override
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        refused.entrySet().stream()
                .flatMap(
                        entry ->
                                entry.getValue().stream()
                                        .map(
                                                fault ->
                                                        "conf/"
                                                                + entry.getKey()
                                                                + " is refused: "
                                                                + fault))
                .forEach(troubles::add);
        if (!lastGood.trouble().isEmpty()) {
            troubles.add(lastGood.trouble());
        }
        return troubles;
    }
}
