// SPDX-License-Identifier: Apache-2.0
package org.sekisho.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Function;
import org.sekisho.correlator.CaseCorrelator;
import org.sekisho.detect.Correlator;
import org.sekisho.detect.Detection;

/** The correlator that is shipped, with its defaults. */
final class RealCorrelators implements Rejudging.Correlators {
    @Override
    public List<Detection> lend(Function<Correlator, List<Detection>> work) {
        return work.apply(fresh());
    }

    /** Explains with it; techniques that nobody names have no title. */
    static Explainer explainer() {
        return new Explainer(new Rejudging(new RealCorrelators()), List.of());
    }

    private static Correlator fresh() {
        Constructor<?> constructor = CaseCorrelator.class.getConstructors()[0];
        Class<?> options = constructor.getParameterTypes()[0];
        Object defaults =
                Proxy.newProxyInstance(
                        options.getClassLoader(),
                        new Class<?>[] {options},
                        (proxy, method, arguments) -> method.getDefaultValue());
        try {
            return (Correlator) constructor.newInstance(defaults);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
