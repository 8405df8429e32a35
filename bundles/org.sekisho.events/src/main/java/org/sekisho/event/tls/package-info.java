// SPDX-License-Identifier: Apache-2.0
/**
 * Events of TLS (RFC 8446 and predecessors): hellos, certificates, and the sequence of record
 * lengths that stays visible when everything else is encrypted.
 */
@Export
@Version("1.0.0")
package org.sekisho.event.tls;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
