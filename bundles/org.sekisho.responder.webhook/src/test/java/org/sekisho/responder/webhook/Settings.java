// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.webhook;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Map;

/** The options with their defaults, but for those that are named. */
final class Settings {
    private Settings() {}

    static WebhookConfiguration of(Map<String, Object> named) {
        return (WebhookConfiguration)
                Proxy.newProxyInstance(
                        Settings.class.getClassLoader(),
                        new Class<?>[] {WebhookConfiguration.class, Annotation.class},
                        (proxy, method, arguments) ->
                                named.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
