// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.pcap4j;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Options as Declarative Services would give them: those named here, and the defaults. */
final class Options {
    private Options() {}

    static Pcap4jSource source(String name, Map<String, Object> others) {
        Pcap4jConfiguration configuration =
                (Pcap4jConfiguration)
                        Proxy.newProxyInstance(
                                Pcap4jConfiguration.class.getClassLoader(),
                                new Class<?>[] {Pcap4jConfiguration.class},
                                (proxy, method, arguments) ->
                                        method.getName().equals("$interface")
                                                ? name
                                                : others.getOrDefault(
                                                        method.getName(),
                                                        method.getDefaultValue()));
        return new Pcap4jSource(configuration);
    }
}
