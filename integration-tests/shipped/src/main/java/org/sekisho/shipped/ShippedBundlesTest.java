// SPDX-License-Identifier: Apache-2.0
package org.sekisho.shipped;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.test.common.annotation.InjectBundleContext;

class ShippedBundlesTest {

    @InjectBundleContext BundleContext context;

    @Test
    void everyBundleIsActive() {
        assertThat(context.getBundles())
                .filteredOn(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .allSatisfy(
                        bundle ->
                                assertThat(bundle.getState())
                                        .as(bundle.getSymbolicName())
                                        .isIn(started(bundle)));
    }

    /**
     * One with a lazy activation policy is started, and active once somebody needs a class of it.
     */
    private static List<Integer> started(Bundle bundle) {
        String policy = bundle.getHeaders().get(Constants.BUNDLE_ACTIVATIONPOLICY);
        return policy != null && policy.startsWith(Constants.ACTIVATION_LAZY)
                ? List.of(Bundle.ACTIVE, Bundle.STARTING)
                : List.of(Bundle.ACTIVE);
    }

    @Test
    void everyShippedBundleIsHere() throws IOException {
        Map<String, Bundle> present =
                Arrays.stream(context.getBundles())
                        .collect(toMap(Bundle::getSymbolicName, bundle -> bundle, (a, b) -> a));

        assertThat(present.keySet()).isNotEmpty().containsAll(shipped());
    }

    @Test
    void everyCommandOfTheLauncherIsOffered() throws InvalidSyntaxException {
        assertThat(
                        context.getServiceReferences(
                                ToIntFunction.class.getName(), "(sekisho.command=*)"))
                .extracting(service -> service.getProperty("sekisho.command"))
                .contains("analyze", "demo", "evaluate");
    }

    private static Set<String> shipped() throws IOException {
        // A .bndrun has the syntax of a properties file.
        Properties run = new Properties();
        try (InputStream in = ShippedBundlesTest.class.getResourceAsStream("/sekisho.bndrun")) {
            run.load(in);
        }
        Set<String> names = new TreeSet<>();
        // Version ranges contain commas, but in quotes.
        for (String clause : run.getProperty("-runbundles").split(",(?=\\s*[a-z])")) {
            names.add(clause.strip().replaceFirst(";.*", ""));
        }
        return names;
    }
}
