// SPDX-License-Identifier: Apache-2.0

/**
 * How a running platform is operated: one set of {@link org.sekisho.operate.Operation}s, to which
 * the control socket, a shell or a web console adapt. A bundle that has something to operate
 * registers its operations; one that has something to tell registers a {@link
 * org.sekisho.operate.StatusSource}; one that may refuse what it is configured with, a {@link
 * org.sekisho.operate.ConfigurationCheck}.
 */
@Export
@Version("1.0.0")
package org.sekisho.operate;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
