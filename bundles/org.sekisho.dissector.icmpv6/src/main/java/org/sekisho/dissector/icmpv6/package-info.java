// SPDX-License-Identifier: Apache-2.0
/** Reads neighbour discovery: {@link org.sekisho.dissector.icmpv6.NeighbourDissector}. */
package org.sekisho.dissector.icmpv6;
