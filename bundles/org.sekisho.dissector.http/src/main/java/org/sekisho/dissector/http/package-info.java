// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP/1 in clear on any port (RFC 9112): heads of requests and responses become events, bodies are
 * passed over, and what follows an accepted CONNECT is handed back as an inner stream.
 *
 * <p>Start at {@link org.sekisho.dissector.http.HttpDissector}, which follows the two directions of
 * a connection; {@link org.sekisho.dissector.http.HttpHeadParser} turns the bytes of one head into
 * fields, {@link org.sekisho.dissector.http.StartLine} tells HTTP from other protocols.
 */
package org.sekisho.dissector.http;
