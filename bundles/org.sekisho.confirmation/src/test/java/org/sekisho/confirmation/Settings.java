// SPDX-License-Identifier: Apache-2.0
package org.sekisho.confirmation;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Map;

/** The options with their defaults, but for those that are named. */
final class Settings {
    private Settings() {}

    static ConfirmationConfiguration of(Map<String, Object> named) {
        return (ConfirmationConfiguration)
                Proxy.newProxyInstance(
                        Settings.class.getClassLoader(),
                        new Class<?>[] {ConfirmationConfiguration.class, Annotation.class},
                        (proxy, method, arguments) ->
                                named.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
