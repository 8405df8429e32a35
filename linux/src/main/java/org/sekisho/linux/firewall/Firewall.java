// SPDX-License-Identifier: Apache-2.0
package org.sekisho.linux.firewall;

import java.util.List;
import java.util.Map;
import org.sekisho.respond.Enforcer;

/** A firewall of Linux with whoever watches over it. */
public interface Firewall extends AutoCloseable {
    /** Who is told what is wanted there. */
    Enforcer enforcer();

    /** Figures for the status. */
    Map<String, Object> status();

    /** What is wrong, each with the remedy. */
    List<String> troubles();

    /** Ends what runs; what is in the firewall stays. */
    @Override
    void close();
}
