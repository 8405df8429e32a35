// SPDX-License-Identifier: Apache-2.0
package org.sekisho.testkit.firewall;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Options as Declarative Services would give them: those named here, and the defaults. */
public final class Options {
    private Options() {}

    /**
     * Options of this annotation type.
     *
     * @param named by the names of its methods
     */
    public static <T> T of(Class<T> type, Map<String, Object> named) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) ->
                                named.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}
