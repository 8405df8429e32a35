// SPDX-License-Identifier: Apache-2.0
/**
 * What every stage says about packets: addresses, end points, directions, link types and a view of
 * bytes. Start at {@link org.sekisho.packet.Payload}, the only way in which captured bytes reach a
 * dissector, and at {@link org.sekisho.packet.Endpoint}. Everything else here is an immutable
 * value.
 */
@Export
@Version("1.0.0")
package org.sekisho.packet;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
