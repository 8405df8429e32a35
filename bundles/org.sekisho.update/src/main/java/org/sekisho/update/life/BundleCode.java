// SPDX-License-Identifier: Apache-2.0
package org.sekisho.update.life;

import java.lang.ref.Reference;
import java.util.HashSet;
import java.util.Set;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Knows the code of one version of a bundle when a thread runs it. Names of classes are kept, no
 * class is. The JDK numbers threads as they are made, which tells the threads of a version from
 * those of its successor, whose classes have the same names.
 *
 * @param loader of its classes, which this must not keep
 * @param classes their names
 * @param firstThread number that its threads are above
 * @param lastThread number that they are not above
 */
record BundleCode(
        Reference<ClassLoader> loader, Set<String> classes, long firstThread, long lastThread) {
    private static final String CLASS = ".class";

    /** Names of the classes in a bundle. */
    static Set<String> classes(BundleWiring wiring) {
        Set<String> classes = new HashSet<>();
        int options = BundleWiring.LISTRESOURCES_RECURSE | BundleWiring.LISTRESOURCES_LOCAL;
        for (String file : wiring.listResources("/", "*" + CLASS, options)) {
            classes.add(file.substring(0, file.length() - CLASS.length()).replace('/', '.'));
        }
        return classes;
    }

    /** Whether a thread with this stack is one of its own. */
    boolean isRunBy(Thread thread, StackTraceElement[] frames) {
        if (thread.getId() <= firstThread || thread.getId() > lastThread) {
            return false;
        }
        if (is(thread.getContextClassLoader()) || is(thread.getClass().getClassLoader())) {
            return true;
        }
        for (StackTraceElement frame : frames) {
            if (classes.contains(frame.getClassName())) {
                return true;
            }
        }
        return false;
    }

    private boolean is(ClassLoader other) {
        return other != null && loader.refersTo(other);
    }
}
