// SPDX-License-Identifier: Apache-2.0
package org.sekisho.journal;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** A configuration of the journal: the defaults, and what differs from them. */
record Settings(Map<String, Object> differing) {
    static Settings defaults() {
        return new Settings(Map.of());
    }

    Settings with(String key, Object value) {
        Map<String, Object> more = new HashMap<>(differing);
        more.put(key, value);
        return new Settings(more);
    }

    JournalConfiguration make() {
        return (JournalConfiguration)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {JournalConfiguration.class},
                        (proxy, method, arguments) ->
                                differing.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
