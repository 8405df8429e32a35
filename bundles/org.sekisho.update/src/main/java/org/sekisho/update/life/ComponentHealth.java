// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.life;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

/** Asks the component runtime what is wrong with the components of a bundle. */
public final class ComponentHealth {
    private final ServiceComponentRuntime runtime;

    /** Asks this one. */
    public ComponentHealth(ServiceComponentRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * The components of a bundle that do not work, with the reason. One that waits for its
     * configuration is well: it has none.
     */
    public Map<String, String> faults(Bundle bundle) {
        Map<String, String> faults = new TreeMap<>();
        for (ComponentDescriptionDTO component : runtime.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO each :
                    runtime.getComponentConfigurationDTOs(component)) {
                if (each.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    faults.put(
                            component.name,
                            "component "
                                    + component.name
                                    + " failed to activate: "
                                    + cause(each.failure));
                } else if (each.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
                    faults.put(
                            component.name,
                            "component "
                                    + component.name
                                    + " lacks the service "
                                    + String.join(", ", missing(component, each)));
                }
            }
        }
        return faults;
    }

    /** The last cause of a stack trace is the fault itself; what is above it is our framework. */
    private static String cause(String failure) {
        if (failure == null) {
            return "it does not say why";
        }
        return failure.lines()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((first, second) -> second)
                .map(line -> line.substring("Caused by: ".length()))
                .or(() -> failure.lines().findFirst())
                .orElse("it does not say why");
    }

    private static List<String> missing(
            ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        List<String> services = new ArrayList<>();
        for (UnsatisfiedReferenceDTO unsatisfied : configuration.unsatisfiedReferences) {
            for (ReferenceDTO reference : component.references) {
                if (reference.name.equals(unsatisfied.name)) {
                    services.add(
                            reference.interfaceName
                                    + (unsatisfied.target == null ? "" : " " + unsatisfied.target));
                }
            }
        }
        return services;
    }
}
