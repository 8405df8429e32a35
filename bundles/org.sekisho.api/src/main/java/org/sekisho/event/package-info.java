// SPDX-License-Identifier: Apache-2.0
/**
 * The base of all events: {@link org.sekisho.event.Event}, the {@link org.sekisho.event.Flow} it
 * belongs to and its {@link org.sekisho.event.Origin}. The records of each protocol are in bundle
 * {@code org.sekisho.events} ({@code org.sekisho.event.tls}, {@code .dns} …), because they grow
 * with every protocol while this package should not. See {@code docs/architecture.md}.
 */
@Export
@Version("1.0.0")
package org.sekisho.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
