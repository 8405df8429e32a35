// SPDX-License-Identifier: Apache-2.0
/** Events of SOCKS 4, 4a and 5. */
@Export
@Version("1.0.0")
package org.sekisho.event.socks;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
