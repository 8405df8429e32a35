// SPDX-License-Identifier: Apache-2.0
/** Events of spanning tree (IEEE 802.1D and successors): which bridges a network hears of. */
@Export
@Version("1.0.0")
package org.sekisho.event.stp;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
