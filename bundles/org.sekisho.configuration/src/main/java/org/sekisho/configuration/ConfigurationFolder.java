// SPDX-License-Identifier: Apache-2.0
package org.sekisho.configuration;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Properties;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the files {@code conf/<pid>.cfg} below the framework property {@code sekisho.home} when it
 * starts, and hands each to the component with that PID. A file is taken whole or not at all: one
 * that can't be read, belongs to no component, or has an unknown key or a value out of range is
 * refused with the reason, and the component keeps its defaults.
 *
 * <p>Its bundle is started before those with the components, so that none of them begins with
 * defaults and is then made anew.
 */
@Component(service = ConfigurationFolder.class, immediate = true)
public final class ConfigurationFolder {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationFolder.class);
    private static final String SUFFIX = ".cfg";

    private final ConfigurationAdmin admin;
    private final MetaTypeService metatype;
    private final BundleContext context;

    /** Made by Declarative Services; reads the folder. */
    @Activate
    public ConfigurationFolder(
            @Reference ConfigurationAdmin admin,
            @Reference MetaTypeService metatype,
            BundleContext context) {
        this.admin = admin;
        this.metatype = metatype;
        this.context = context;
        String home = context.getProperty("sekisho.home");
        if (home != null) {
            files(Path.of(home, "conf")).forEach(this::take);
        }
    }

    private static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            found.forEach(files::add);
        } catch (IOException fault) {
            if (Files.exists(folder)) {
                LOG.error(
                        "the folder {} can't be read, all defaults hold: {}",
                        folder,
                        fault.toString());
            }
        }
        Collections.sort(files);
        return files;
    }

    private void take(Path file) {
        String name = file.getFileName().toString();
        String pid = name.substring(0, name.length() - SUFFIX.length());
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException fault) {
            LOG.error(
                    "{} is refused, the defaults hold: it can't be read as UTF-8 properties: {}",
                    file,
                    fault.toString());
            return;
        }
        Options options = options(pid);
        List<String> faults =
                options == null
                        ? List.of("there is no component with the PID " + pid + " to configure")
                        : options.faults(properties);
        if (!faults.isEmpty()) {
            faults.forEach(fault -> LOG.error("{} is refused, the defaults hold: {}", file, fault));
            return;
        }
        Dictionary<String, Object> values = new Hashtable<>();
        properties
                .stringPropertyNames()
                .forEach(key -> values.put(key, properties.getProperty(key)));
        try {
            admin.getConfiguration(pid, "?").update(values);
        } catch (IOException fault) {
            LOG.error("{} could not be handed on, the defaults hold: {}", file, fault.toString());
        }
    }

    private Options options(String pid) {
        for (Bundle bundle : context.getBundles()) {
            MetaTypeInformation information = metatype.getMetaTypeInformation(bundle);
            if (information != null && Arrays.asList(information.getPids()).contains(pid)) {
                ObjectClassDefinition definition = information.getObjectClassDefinition(pid, null);
                return new Options(
                        Arrays.asList(
                                definition.getAttributeDefinitions(ObjectClassDefinition.ALL)));
            }
        }
        return null;
    }
}
