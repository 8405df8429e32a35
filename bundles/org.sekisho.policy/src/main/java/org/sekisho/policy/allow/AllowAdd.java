// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy.allow;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.sekisho.operate.Operation;
import org.sekisho.operate.OperationException;
import org.sekisho.operate.OperationRequest;
import org.sekisho.operate.OperationResult;
import org.sekisho.packet.IpPrefix;
import org.sekisho.policy.operation.AuditTrail;
import org.sekisho.policy.operation.CallArguments;
import org.sekisho.policy.rule.BlockDuration;
import org.sekisho.policy.rule.MacText;
import org.sekisho.policy.rule.OptionValues;

/** {@code allow add}: excepts somebody from blocking. */
@Component(service = Operation.class)
public final class AllowAdd implements Operation {
    private static final Set<String> VALUED =
            Set.of("--name", "--for", "--until", "--days", "--times", "--comment");
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private final AllowFolder folder;
    private final AllowEntries entries;
    private final AuditTrail audit;

    /** Made by Declarative Services. */
    @Activate
    public AllowAdd(
            @Reference AllowFolder folder,
            @Reference AllowEntries entries,
            @Reference AuditTrail audit) {
        this.folder = folder;
        this.entries = entries;
        this.audit = audit;
    }

    @Override
    public String words() {
        return "allow add";
    }

    @Override
    public String summary() {
        return "Except networks, hosts, MAC addresses or names of servers from blocking";
    }

    @Override
    public String arguments() {
        return "WHOM ... [--name NAME] [--for 2h | --until 2027-03-31] [--days mon-fri]"
                + " [--times 08:00-18:00] [--comment TEXT] [--no-notices] [--replace]";
    }

    @Override
    public OperationResult run(OperationRequest request) throws OperationException {
        CallArguments arguments =
                CallArguments.of(this, request, VALUED, Set.of("--no-notices", "--replace"));
        Map<String, String> options = arguments.options();
        SortedMap<String, String> values = OptionValues.defaults(AllowConfiguration.class);
        if (arguments.words().isEmpty()) {
            throw CallArguments.usage(this, "nobody is named");
        }
        for (String whom : arguments.words()) {
            values.merge(key(whom), whom, (all, one) -> (all + " " + one).strip());
        }
        for (String key : List.of("until", "days", "times", "comment")) {
            values.put(key, options.getOrDefault("--" + key, "").strip());
        }
        if (options.containsKey("--for")) {
            values.put("until", after(options));
        }
        values.put("notices", String.valueOf(!options.containsKey("--no-notices")));
        String name = options.getOrDefault("--name", proposed(arguments.words().get(0)));
        if (!name.matches(NAME)) {
            throw CallArguments.usage(
                    this, "--name " + name + " must be letters, digits, dots and dashes, up to 64");
        }
        try {
            AllowRule.parse(name, values);
        } catch (IllegalArgumentException wrong) {
            throw CallArguments.usage(this, wrong.getMessage());
        }
        return write(request, name, values, options.containsKey("--replace"));
    }

    private OperationResult write(
            OperationRequest request,
            String name,
            SortedMap<String, String> values,
            boolean replace)
            throws OperationException {
        if (folder.contains(name) && !replace) {
            throw new OperationException(
                    1,
                    folder.file(name)
                            + " is there already; choose another --name, or say --replace");
        }
        String what = "allow add " + name + ": " + AllowRows.whom(values);
        try {
            folder.write(name, values, request.caller());
        } catch (IOException fault) {
            audit.add(request.caller(), what, values.get("comment"), fault.toString());
            throw new OperationException(
                    1,
                    folder.file(name)
                            + " can't be written: "
                            + fault
                            + "; let the daemon's user write it, or write it by hand");
        }
        audit.add(request.caller(), what, values.get("comment"), "done");
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("type", "allow");
        row.put("name", name);
        row.put("file", folder.file(name).toString());
        boolean counts = entries.await(name, values, AllowFolder.PATIENCE);
        row.put("counts", counts);
        return new OperationResult(
                counts ? 0 : 1,
                List.of(row),
                counts
                        ? AllowRows.whom(values) + " is allowed; see " + folder.file(name)
                        : folder.file(name)
                                + " is written, but is not in force yet; see 'sekisho status'");
    }

    private String after(Map<String, String> options) throws OperationException {
        if (options.containsKey("--until")) {
            throw CallArguments.usage(this, "--for and --until can't both be given");
        }
        try {
            return OffsetDateTime.now()
                    .plus(BlockDuration.parse(options.get("--for")))
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString();
        } catch (IllegalArgumentException wrong) {
            throw CallArguments.usage(
                    this, "--for " + options.get("--for") + " " + wrong.getMessage());
        }
    }

    private String key(String whom) throws OperationException {
        if (MacText.parse(whom) != null) {
            return "macs";
        }
        IpPrefix network = IpPrefix.parse(whom);
        if (network != null) {
            return whom.indexOf('/') < 0 ? "hosts" : "networks";
        }
        // what was meant as an address is no name
        if (whom.matches("[0-9./:]+") || NamePattern.parse(whom) == null) {
            throw CallArguments.usage(
                    this,
                    "'"
                            + whom
                            + "' must be a network, an address, a MAC address or a name such as"
                            + " *.example.com");
        }
        return "names";
    }

    private static String proposed(String whom) {
        String name = whom.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return name.length() > 64 ? name.substring(0, 64) : name;
    }
}
