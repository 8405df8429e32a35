// SPDX-License-Identifier: Apache-2.0
/** Reads spanning tree: {@link org.sekisho.dissector.stp.StpDissector}. */
package org.sekisho.dissector.stp;
