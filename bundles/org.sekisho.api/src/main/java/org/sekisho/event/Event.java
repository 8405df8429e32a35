// SPDX-License-Identifier: Apache-2.0
package org.sekisho.event;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Something a protocol said, once: a ClientHello, a DNS query, a finished run of turns.
 *
 * <p>Implementations are immutable records with a component {@code Origin origin}. They refer to
 * values of this bundle, of their own event bundle and of the JDK only, so that no event keeps a
 * dissector's class loader alive. Events are coarse: a handful per flow, never one per packet or
 * record.
 */
@ConsumerType
public interface Event {
    /** Where and when it was seen. */
    Origin origin();
}
