// SPDX-License-Identifier: Apache-2.0
package org.sekisho.responder.nftables;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Options as Declarative Services would give them: those named here, and the defaults. */
final class Options {
    private Options() {}

    static NftablesConfiguration of(Map<String, Object> named) {
        return (NftablesConfiguration)
                Proxy.newProxyInstance(
                        NftablesConfiguration.class.getClassLoader(),
                        new Class<?>[] {NftablesConfiguration.class},
                        (proxy, method, arguments) ->
                                named.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
