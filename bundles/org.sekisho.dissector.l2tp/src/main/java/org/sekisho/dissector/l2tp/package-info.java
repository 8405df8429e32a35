// SPDX-License-Identifier: Apache-2.0
/**
 * Recognises L2TP in clear (RFC 2661) by its content on any port. Start at {@link
 * org.sekisho.dissector.l2tp.L2tpDissector}. Inside IPsec nothing of it is seen.
 */
package org.sekisho.dissector.l2tp;
