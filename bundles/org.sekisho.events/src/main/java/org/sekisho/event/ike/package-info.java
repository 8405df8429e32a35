// SPDX-License-Identifier: Apache-2.0
/** What the key exchange of IPsec says in clear (RFC 2408, RFC 2409). */
@Export
@Version("1.0.0")
package org.sekisho.event.ike;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
