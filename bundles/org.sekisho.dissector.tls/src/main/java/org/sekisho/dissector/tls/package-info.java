// SPDX-License-Identifier: Apache-2.0
/**
 * TLS, found by content on any port. Start at {@link org.sekisho.dissector.tls.TlsDissector}, which
 * walks the records of both directions; {@link org.sekisho.dissector.tls.HandshakeReader} reads the
 * messages that are in clear, {@link org.sekisho.dissector.tls.RecordRun} gathers the lengths of
 * all records. What a flow needs to be remembered by is in {@link
 * org.sekisho.dissector.tls.TlsState}.
 *
 * <p>Fingerprints: JA3 and JA3S were devised by John Althouse, Jeff Atkinson and Josh Atkins
 * (Salesforce, BSD 3-Clause); JA4 (TLS client) by John Althouse (FoxIO, BSD 3-Clause). Implemented
 * here from their published descriptions. The other methods of the JA4+ family have another licence
 * and are not used.
 */
package org.sekisho.dissector.tls;
