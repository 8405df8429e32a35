// SPDX-License-Identifier: Apache-2.0
package org.sekisho.store;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.h2.util.OsgiDataSourceFactory;
import org.osgi.service.jdbc.DataSourceFactory;

/** Opens stores in a folder of the test's own, with the driver as its bundle registers it. */
final class Stores {
    private Stores() {}

    static DataSourceFactory drivers() {
        return new OsgiDataSourceFactory(org.h2.Driver.load());
    }

    static H2Records open(Path folder, Object... options) {
        return open(folder, Schema.PRESENT, options);
    }

    static H2Records open(Path folder, Schema schema, Object... options) {
        return new H2Records(
                folder, options(options), drivers(), schema, DatabaseKeeper.LOOSE_BYTES);
    }

    /** A store that packs its file whenever it can. */
    static H2Records openTight(Path folder) {
        return new H2Records(folder, options(), drivers(), Schema.PRESENT, 0);
    }

    /** Options by the names of their methods; what is not named has its default. */
    static StoreConfiguration options(Object... namesAndValues) {
        Map<String, Object> given = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return (StoreConfiguration)
                Proxy.newProxyInstance(
                        Stores.class.getClassLoader(),
                        new Class<?>[] {StoreConfiguration.class, Annotation.class},
                        (proxy, method, arguments) ->
                                given.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    static List<String> troubles(H2Records records) {
        return new StoreStatus(records).troubles();
    }

    /** Waits until the chores were done after this moment. */
    static void awaitChores(H2Records records) {
        Figures before = records.keeper().figures();
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> records.keeper().figures() != before);
    }
}
