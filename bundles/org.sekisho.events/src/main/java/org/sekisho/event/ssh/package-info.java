// SPDX-License-Identifier: Apache-2.0
/** Events of SSH (RFC 4253) before encryption begins. */
@Export
@Version("1.0.0")
package org.sekisho.event.ssh;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
