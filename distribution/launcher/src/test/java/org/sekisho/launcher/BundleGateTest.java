// SPDX-License-Identifier: Apache-2.0
package org.sekisho.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.BundleWiring;

class BundleGateTest {
    @TempDir Path storage;
    private Framework framework;
    private BundleGate gate;
    private Bundle shipped;
    private Bundle update;

    @BeforeEach
    void startFramework() throws Exception {
        BundleGate.refuseExtensions();
        Map<String, String> properties = new HashMap<>();
        properties.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        framework =
                ServiceLoader.load(FrameworkFactory.class)
                        .findFirst()
                        .orElseThrow()
                        .newFramework(properties);
        framework.start();
        gate = BundleGate.close(framework.getBundleContext());
        shipped = ship("org.sekisho.shipped");
        update = ship("org.sekisho.update");
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    private Bundle ship(String name) throws Exception {
        Bundle bundle = framework.getBundleContext().installBundle("ship:" + name, jar(name));
        gate.ship(bundle);
        bundle.start();
        return bundle;
    }

    /** As a shell would, from a bundle that is no part of the launcher. */
    private Bundle install(String name, String... headers) throws Exception {
        return shipped.getBundleContext().installBundle("other:" + name, jar(name, headers));
    }

    private static InputStream jar(String name, String... headers) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        for (int i = 0; i < headers.length; i += 2) {
            main.putValue(headers[i], headers[i + 1]);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            jar.putNextEntry(new ZipEntry("p/resource"));
            jar.closeEntry();
        }
        return new ByteArrayInputStream(out.toByteArray());
    }

    private void admit(Bundle bundle, String... rights) {
        BundleContext context = update.getBundleContext();
        @SuppressWarnings("unchecked")
        ServiceReference<BiConsumer<Long, Set<String>>> reference =
                (ServiceReference<BiConsumer<Long, Set<String>>>)
                        (ServiceReference<?>) context.getServiceReference(BiConsumer.class);
        context.getService(reference).accept(bundle.getBundleId(), Set.of(rights));
    }

    @Test
    void whatAnotherBundleInstallsDoesNotResolveUntilItIsAdmitted() throws Exception {
        Bundle other = install("com.example.other");
        assertThatThrownBy(other::start)
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("hook");
        assertThat(other.getState()).isEqualTo(Bundle.INSTALLED);

        admit(other);
        other.start();

        assertThat(other.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void otherContentUnderAnAdmittedBundleHasToBeAdmittedAgain() throws Exception {
        Bundle other = install("com.example.other");
        admit(other, "convict");
        other.start();
        assertThat(gate.rights(other)).containsExactly("convict");

        // an update starts a bundle again that was active, and says so if it can't
        assertThatThrownBy(() -> other.update(jar("com.example.other", "Bundle-Version", "2")))
                .hasMessageContaining("hook");

        assertThat(other.getState()).isEqualTo(Bundle.INSTALLED);
        assertThat(gate.rights(other)).isEmpty();
        assertThatThrownBy(other::start).isInstanceOf(BundleException.class);
    }

    @Test
    void otherContentUnderAShippedBundleDoesNotGetIn() throws Exception {
        InputStream content = jar("org.sekisho.shipped", "Bundle-Version", "2");
        assertThatThrownBy(() -> shipped.update(content)).hasMessageContaining("hook");

        assertThat(shipped.getState()).isEqualTo(Bundle.INSTALLED);
        assertThat(gate.isShipped(shipped)).isFalse();
        assertThatThrownBy(shipped::start).isInstanceOf(BundleException.class);
    }

    @Test
    void aPretendedLocationIsNoWayIn() throws Exception {
        shipped.uninstall();
        BundleContext context = update.getBundleContext();
        Bundle pretender =
                context.installBundle("ship:org.sekisho.shipped", jar("org.sekisho.shipped"));

        assertThatThrownBy(pretender::start).isInstanceOf(BundleException.class);
    }

    @Test
    void aFragmentThatWasNotAdmittedOrIsAStrangersIsNotAttached() throws Exception {
        Bundle host = ship("org.sekisho.host");
        Bundle fragment = install("com.example.fragment", "Fragment-Host", "org.sekisho.host");
        admit(fragment, "payload");
        framework
                .adapt(org.osgi.framework.wiring.FrameworkWiring.class)
                .resolveBundles(List.of(fragment));

        assertThat(fragment.getState()).isEqualTo(Bundle.INSTALLED);
        assertThat(host.adapt(BundleWiring.class).getProvidedWires("osgi.wiring.host")).isEmpty();
    }

    @Test
    void anExtensionOfTheFrameworkIsNotInstalled() throws Exception {
        assertThatThrownBy(
                        () ->
                                install(
                                        "com.example.extension",
                                        "Fragment-Host",
                                        "system.bundle; extension:=framework",
                                        "Export-Package",
                                        "p"))
                .isInstanceOf(BundleException.class);

        assertThat(framework.adapt(BundleWiring.class).getProvidedWires("osgi.wiring.host"))
                .isEmpty();
    }

    @Test
    void whatWasShippedIsNotWiredToWhatWasDeployed() throws Exception {
        Bundle exporter = install("com.example.exporter", "Export-Package", "p");
        admit(exporter);
        exporter.start();
        Bundle importer =
                framework
                        .getBundleContext()
                        .installBundle("ship:i", jar("org.sekisho.i", "Import-Package", "p"));
        gate.ship(importer);
        Bundle guest = install("com.example.guest", "Import-Package", "p");
        admit(guest);

        assertThatThrownBy(importer::start).isInstanceOf(BundleException.class);
        assertThatCode(guest::start).doesNotThrowAnyException();
    }

    @Test
    void onlyTheUpdateBundleFindsTheAdmission() throws Exception {
        Bundle named = install("org.sekisho.update");
        admit(named, "payload");
        named.start();

        assertThat(update.getBundleContext().getServiceReference(BiConsumer.class)).isNotNull();
        assertThat(shipped.getBundleContext().getServiceReference(BiConsumer.class)).isNull();
        assertThat(named.getBundleContext().getServiceReference(BiConsumer.class)).isNull();
    }

    @Test
    void aDeployedBundleFindsEnforcersOnlyWithThePermission() throws Exception {
        offer(shipped, "org.sekisho.respond.Enforcer");
        offer(shipped, "org.osgi.service.cm.ConfigurationAdmin");
        offer(shipped, "org.sekisho.detect.Detector");
        Bundle plain = deploy("com.example.plain");
        Bundle enforcing = deploy("com.example.enforcing", "enforce");
        Bundle ours = deploy("org.sekisho.control", "platform");

        assertThat(finds(plain, "org.sekisho.respond.Enforcer")).isFalse();
        assertThat(finds(plain, "org.osgi.service.cm.ConfigurationAdmin")).isFalse();
        assertThat(finds(plain, "org.sekisho.detect.Detector")).isTrue();
        assertThat(finds(enforcing, "org.sekisho.respond.Enforcer")).isTrue();
        assertThat(finds(enforcing, "org.osgi.service.cm.ConfigurationAdmin")).isFalse();
        assertThat(finds(ours, "org.osgi.service.cm.ConfigurationAdmin")).isTrue();
    }

    @Test
    void whatADeployedBundleMayNotOfferIsHiddenFromOthersAndTheirListeners() throws Exception {
        List<ServiceReference<?>> told = new ArrayList<>();
        ServiceListener listener = event -> told.add(event.getServiceReference());
        shipped.getBundleContext().addServiceListener(listener);
        Bundle plain = deploy("com.example.plain");
        Bundle enforcing = deploy("com.example.enforcing", "enforce");

        offer(plain, "org.sekisho.respond.Enforcer");
        offer(plain, "org.sekisho.capture.CaptureSource");
        assertThat(finds(shipped, "org.sekisho.respond.Enforcer")).isFalse();
        assertThat(finds(shipped, "org.sekisho.capture.CaptureSource")).isFalse();
        assertThat(told).isEmpty();

        ServiceRegistration<?> detector = offer(plain, "org.sekisho.detect.Detector");
        ServiceRegistration<?> enforcer = offer(enforcing, "org.sekisho.respond.Enforcer");
        assertThat(finds(shipped, "org.sekisho.respond.Enforcer")).isTrue();
        assertThat(told).hasSize(2).first().isEqualTo(detector.getReference());
        assertThat(told.get(1)).isEqualTo(enforcer.getReference());
    }

    private Bundle deploy(String name, String... rights) throws Exception {
        Bundle bundle = install(name);
        admit(bundle, rights);
        bundle.start();
        return bundle;
    }

    private static boolean finds(Bundle bundle, String type) throws Exception {
        return bundle.getBundleContext().getAllServiceReferences(type, null) != null;
    }

    // A factory is not asked for its types, so that this needs none of them on its class path.
    private static ServiceRegistration<?> offer(Bundle bundle, String type) {
        ServiceFactory<Object> factory =
                new ServiceFactory<>() {
                    @Override
                    public Object getService(Bundle user, ServiceRegistration<Object> of) {
                        return new Object();
                    }

                    @Override
                    public void ungetService(
                            Bundle user, ServiceRegistration<Object> of, Object service) {
                        // nothing is kept
                    }
                };
        return bundle.getBundleContext().registerService(type, factory, null);
    }
}
