// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the NetBIOS name service: {@link org.sekisho.dissector.nbns.NbnsDissector}; names are
 * decoded by {@link org.sekisho.dissector.nbns.NetbiosName}.
 */
package org.sekisho.dissector.nbns;
