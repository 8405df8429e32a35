// SPDX-License-Identifier: Apache-2.0
package org.sekisho.capture.afpacket;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Options as Declarative Services would give them: those named here, and the defaults. */
final class Options {
    private Options() {}

    static AfpacketSource source(String name, Map<String, Object> others) {
        AfpacketConfiguration configuration =
                (AfpacketConfiguration)
                        Proxy.newProxyInstance(
                                AfpacketConfiguration.class.getClassLoader(),
                                new Class<?>[] {AfpacketConfiguration.class},
                                (proxy, method, arguments) ->
                                        method.getName().equals("$interface")
                                                ? name
                                                : others.getOrDefault(
                                                        method.getName(),
                                                        method.getDefaultValue()));
        return new AfpacketSource(configuration);
    }
}
