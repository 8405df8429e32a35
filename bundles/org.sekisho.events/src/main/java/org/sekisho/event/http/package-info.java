// SPDX-License-Identifier: Apache-2.0
/** Events of HTTP/1 heads in clear: requests and responses, CONNECT among them. */
@Export
@Version("1.0.0")
package org.sekisho.event.http;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
