// SPDX-License-Identifier: Apache-2.0
/** Events of the NetBIOS name service (RFC 1001, RFC 1002). */
@Export
@Version("1.0.0")
package org.sekisho.event.nbns;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
