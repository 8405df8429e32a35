// SPDX-License-Identifier: Apache-2.0
package org.sekisho.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.sekisho.decide.Block;
import org.sekisho.decide.Clearance;
import org.sekisho.decide.Decision;
import org.sekisho.decide.Past;
import org.sekisho.decide.Policy;
import org.sekisho.detect.Detection;
import org.sekisho.policy.allow.AllowEntries;
import org.sekisho.policy.confirm.Confirmation;
import org.sekisho.policy.confirm.Confirmation.Standing;
import org.sekisho.policy.confirm.LapseAlarm;
import org.sekisho.policy.file.LastUnderstood;
import org.sekisho.policy.file.OptionFile;
import org.sekisho.policy.operation.AuditTrail;
import org.sekisho.policy.protect.ProtectList;
import org.sekisho.policy.protect.ProtectedNow;
import org.sekisho.policy.protect.SurroundingsWatch;
import org.sekisho.policy.rule.DecisionRules;
import org.sekisho.policy.rule.Lists;
import org.sekisho.policy.rule.OptionValues;
import org.sekisho.policy.rule.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides as configured. In the daemon it knows what is around this machine, and blocks if that is
 * switched on and confirmed; a command only says what would be blocked, by the time of the packets.
 * A configuration that can't be understood leaves the one before in force, also over a restart.
 */
@Component(
        service = {Policy.class, ConfiguredPolicy.class},
        configurationPid = ConfiguredPolicy.PID)
@Designate(ocd = PolicyConfiguration.class)
public final class ConfiguredPolicy implements Policy {
    /** Of its configuration. */
    public static final String PID = "org.sekisho.policy";

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredPolicy.class);

    private final boolean isDaemon;
    private final AllowEntries allowed;
    private final Confirmation confirmation;
    private final LastUnderstood former;
    private final AuditTrail audit;
    private final LapseAlarm alarm;
    private volatile SurroundingsWatch watch;
    private volatile InForce inForce;
    private volatile String fault = "";

    /** What was understood last. */
    private record InForce(
            SortedMap<String, String> values, Settings settings, ProtectedNow protectedNow) {}

    /** Made by Declarative Services. */
    @Activate
    public ConfiguredPolicy(
            PolicyConfiguration configuration,
            BundleContext context,
            @Reference AllowEntries allowed,
            @Reference AuditTrail audit) {
        this(
                OptionValues.of(PolicyConfiguration.class, configuration),
                allowed,
                audit,
                "run".equals(context.getProperty("sekisho.command")),
                new Confirmation(LastUnderstood.folder(context)),
                LastUnderstood.of(context, PID));
    }

    ConfiguredPolicy(
            SortedMap<String, String> values,
            AllowEntries allowed,
            AuditTrail audit,
            boolean isDaemon,
            Confirmation confirmation,
            LastUnderstood former) {
        this.allowed = allowed;
        this.isDaemon = isDaemon;
        this.confirmation = confirmation;
        this.former = former;
        this.audit = audit;
        alarm =
                new LapseAlarm(
                        confirmation,
                        () ->
                                audit.add(
                                        "policy",
                                        "blocking ends",
                                        "it was not confirmed within 60 s",
                                        "done"));
        if (!take(values, false)) {
            SortedMap<String, String> last = OptionValues.defaults(PolicyConfiguration.class);
            former.read().ifPresent(last::putAll);
            last.keySet().retainAll(OptionValues.defaults(PolicyConfiguration.class).keySet());
            String reason = fault;
            if (!take(last, false)) {
                take(OptionValues.defaults(PolicyConfiguration.class), false);
            }
            fault = reason;
        }
    }

    @Modified
    void modified(PolicyConfiguration configuration) {
        take(OptionValues.of(PolicyConfiguration.class, configuration), true);
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindWatch(SurroundingsWatch present) {
        watch = present;
        look();
    }

    void unbindWatch(SurroundingsWatch gone) {
        if (watch == gone) {
            watch = null;
            look();
        }
    }

    private synchronized void look() {
        Settings settings = inForce.settings();
        inForce =
                new InForce(
                        inForce.values(), settings, new ProtectedNow(watch, settings.protection()));
    }

    private synchronized boolean take(SortedMap<String, String> values, boolean isChange) {
        Settings settings;
        try {
            settings = Settings.parse(values);
        } catch (IllegalArgumentException wrong) {
            fault =
                    "conf/"
                            + PID
                            + ".cfg is refused: "
                            + wrong.getMessage()
                            + " (what was in force before stays)";
            LOG.error("{}", fault);
            return false;
        }
        fault = "";
        inForce = new InForce(values, settings, new ProtectedNow(watch, settings.protection()));
        confirmation.inForce(
                content(values),
                isDaemon && settings.blocking() && settings.confirmRequired(),
                isChange);
        former.keep(values);
        if (isChange) {
            String own = content(values).strip().replace("\n", ", ");
            audit.add(
                    "configuration",
                    "policy is " + (own.isEmpty() ? "as delivered" : own),
                    "",
                    "done");
        }
        alarm.set();
        return true;
    }

    @Deactivate
    void stop() {
        alarm.close();
    }

    /** Somebody says that blocking may stay on. */
    public Standing confirm() {
        Standing standing = confirmation.confirm();
        alarm.set();
        return standing;
    }

    /** Only what differs from the defaults: an option that a new version brings changes nothing. */
    private static String content(SortedMap<String, String> values) {
        SortedMap<String, String> own = new TreeMap<>(values);
        own.entrySet().removeAll(OptionValues.defaults(PolicyConfiguration.class).entrySet());
        return OptionFile.text(own);
    }

    @Override
    public Decision decide(Detection detection, Past past) {
        Instant moment = isDaemon ? Instant.now() : Instant.EPOCH.plusNanos(detection.lastSeen());
        return new DecisionRules(inForce.settings(), lists(), watching())
                .decide(detection, past, moment);
    }

    /** Why nothing is put in force; null if blocks are. */
    private String watching() {
        if (!isDaemon || !inForce.settings().blocking()) {
            return "Watching only";
        }
        return confirmation.standing() == Standing.LAPSED
                ? "Watching only, because blocking was not confirmed"
                : null;
    }

    @Override
    public Clearance clearance(Block block) {
        return clearance(block, null);
    }

    @Override
    public Clearance clearance(Block block, Detection about) {
        return lists().clearance(block, about, Instant.now());
    }

    @Override
    public Duration memory() {
        return inForce.settings().term().memory();
    }

    @Override
    public boolean enforces() {
        return watching() == null;
    }

    /** The allow list and the protect list as they are whenever they are asked. */
    public Lists lists() {
        return new CurrentLists(allowed, this::protectList);
    }

    /** What must never be blocked now. */
    public ProtectList protectList() {
        InForce present = inForce;
        return isDaemon
                ? present.protectedNow().list()
                : ProtectedNow.anywhere(present.settings().protection());
    }

    /** The options in force, all keys. */
    public SortedMap<String, String> values() {
        return new TreeMap<>(inForce.values());
    }

    /** The options in force, understood. */
    public Settings settings() {
        return inForce.settings();
    }

    /** Whether what is in force was confirmed. */
    public Confirmation confirmation() {
        return confirmation;
    }

    /** The exceptions. */
    public AllowEntries allowed() {
        return allowed;
    }

    /** Why the configuration was refused, with the remedy; empty if it was not. */
    public String fault() {
        return fault;
    }

    /** What could not be found out about the surroundings. */
    public List<String> lookingTroubles() {
        SurroundingsWatch present = watch;
        return present == null ? List.of() : present.troubles();
    }
}
