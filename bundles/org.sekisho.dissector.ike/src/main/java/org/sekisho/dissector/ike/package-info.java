// SPDX-License-Identifier: Apache-2.0
/**
 * Recognises the key exchange of IPsec, version 1 (RFC 2408, RFC 2409), by its content on any port,
 * also behind the marker of NAT traversal (RFC 3948 §2.2). Start at {@link
 * org.sekisho.dissector.ike.IkeDissector}. What follows the second message is encrypted or says
 * nothing about the implementation.
 */
package org.sekisho.dissector.ike;
