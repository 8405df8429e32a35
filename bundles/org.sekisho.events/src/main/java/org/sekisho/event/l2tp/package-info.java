// SPDX-License-Identifier: Apache-2.0
/** What L2TP says in clear (RFC 2661). */
@Export
@Version("1.0.0")
package org.sekisho.event.l2tp;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
