// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Hashtable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.sekisho.policy.file.OptionFile;
import org.sekisho.policy.rule.OptionValues;

/**
 * The files of the allow list in the folder {@code conf}. What is written or taken away is also
 * told to the components at once, because whoever lifts a block does not want to wait until the
 * folder is looked through.
 */
@Component(service = AllowFolder.class)
public final class AllowFolder {
    /** How long the components may take to hear of it. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path folder;
    private final ConfigurationAdmin admin;

    /** Made by Declarative Services, in the daemon only. */
    @Activate
    public AllowFolder(
            BundleContext context,
            @Reference ConfigurationAdmin admin,
            @Reference(target = "(osgi.condition.id=sekisho.daemon)") Condition daemon) {
        this(Path.of(context.getProperty("sekisho.home"), "conf"), admin);
    }

    AllowFolder(Path folder, ConfigurationAdmin admin) {
        this.folder = folder;
        this.admin = admin;
    }

    /** The file of an entry. */
    Path file(String name) {
        return folder.resolve(AllowEntry.PID + "-" + name + ".cfg");
    }

    /** Whether there is such a file. */
    boolean contains(String name) {
        return Files.exists(file(name));
    }

    /**
     * Writes an entry.
     *
     * @param values text of every key
     * @param who for a comment in the file
     */
    void write(String name, Map<String, String> values, String who) throws IOException {
        SortedMap<String, String> own = new TreeMap<>(values);
        own.entrySet().removeAll(OptionValues.defaults(AllowConfiguration.class).entrySet());
        String head = "# added by " + who.replaceAll("\\p{Cntrl}", " ") + " on " + LocalDate.now();
        OptionFile.write(file(name), head + "\n" + OptionFile.text(own), "rw-r-----");
        Hashtable<String, Object> told = new Hashtable<>(own);
        admin.getFactoryConfiguration(AllowEntry.PID, name, "?").update(told);
    }

    /**
     * Takes an entry away.
     *
     * @return whether there was one
     */
    boolean delete(String name) throws IOException {
        boolean was = OptionFile.delete(file(name));
        try {
            Configuration[] found =
                    admin.listConfigurations("(service.pid=" + AllowEntry.PID + "~" + name + ")");
            if (found != null) {
                found[0].delete();
                return true;
            }
        } catch (InvalidSyntaxException | IllegalStateException gone) {
            // a name has no letters that a filter cares for; and what is gone is gone
        }
        return was;
    }
}
