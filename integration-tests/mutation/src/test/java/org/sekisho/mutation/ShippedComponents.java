// SPDX-License-Identifier: Apache-2.0
package org.sekisho.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Dissectors and detectors that the distribution ships, as their bundles declare them: what is new
 * there takes part without being named here.
 */
final class ShippedComponents {
    private static final String DISSECTORS = "org.sekisho.dissector.";
    private static final String DETECTORS = "org.sekisho.detector.";

    private static final ClassLoader LOADER = ShippedComponents.class.getClassLoader();

    /** Classes of components by the name of their bundle. */
    private static final Map<String, List<Class<?>>> BY_BUNDLE = find();

    private ShippedComponents() {}

    /** Names of the bundles. */
    static List<String> bundles() {
        return List.copyOf(BY_BUNDLE.keySet());
    }

    /** Classes that provide this service, in the order of names. */
    static <T> List<Class<? extends T>> of(Class<T> service) {
        List<Class<? extends T>> found = new ArrayList<>();
        for (List<Class<?>> components : BY_BUNDLE.values()) {
            for (Class<?> component : components) {
                if (service.isAssignableFrom(component)) {
                    found.add(component.asSubclass(service));
                }
            }
        }
        found.sort(Comparator.comparing(Class::getName));
        return List.copyOf(found);
    }

    private static Map<String, List<Class<?>>> find() {
        Map<String, List<Class<?>>> found = new TreeMap<>();
        try {
            for (URL manifest : Collections.list(LOADER.getResources("META-INF/MANIFEST.MF"))) {
                Attributes headers = headers(manifest);
                String bundle = headers.getValue("Bundle-SymbolicName");
                if (bundle != null
                        && (bundle.startsWith(DISSECTORS) || bundle.startsWith(DETECTORS))) {
                    found.put(bundle, components(headers.getValue("Service-Component")));
                }
            }
        } catch (IOException
                | ParserConfigurationException
                | SAXException
                | ClassNotFoundException e) {
            throw new IllegalStateException("components of the bundles can't be read", e);
        }
        return found;
    }

    private static Attributes headers(URL manifest) throws IOException {
        try (InputStream in = manifest.openStream()) {
            return new Manifest(in).getMainAttributes();
        }
    }

    private static List<Class<?>> components(String header)
            throws IOException, ParserConfigurationException, SAXException, ClassNotFoundException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        List<Class<?>> components = new ArrayList<>();
        for (String path : header.split(",")) {
            try (InputStream in = LOADER.getResourceAsStream(path.trim())) {
                Element component = factory.newDocumentBuilder().parse(in).getDocumentElement();
                Element implementation =
                        (Element) component.getElementsByTagName("implementation").item(0);
                components.add(Class.forName(implementation.getAttribute("class")));
            }
        }
        return components;
    }
}
