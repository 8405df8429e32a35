// SPDX-License-Identifier: Apache-2.0
/** Events of DNS messages (RFC 1035). */
@Export
@Version("1.0.0")
package org.sekisho.event.dns;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
