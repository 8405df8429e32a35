// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.email;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Map;

/** The options with their defaults, but for those that are named. */
final class Settings {
    private Settings() {}

    static EmailConfiguration of(Map<String, Object> named) {
        return (EmailConfiguration)
                Proxy.newProxyInstance(
                        Settings.class.getClassLoader(),
                        new Class<?>[] {EmailConfiguration.class, Annotation.class},
                        (proxy, method, arguments) ->
                                named.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
