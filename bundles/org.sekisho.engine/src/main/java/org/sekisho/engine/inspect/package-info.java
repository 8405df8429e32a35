// SPDX-License-Identifier: Apache-2.0
/**
 * Looking into flows: which dissectors take part ({@link
 * org.sekisho.engine.inspect.DissectorSnapshot}), what is remembered of a flow while somebody looks
 * ({@link org.sekisho.engine.inspect.FlowRecord}), and how bytes reach a dissector and its answers
 * are obeyed ({@link org.sekisho.engine.inspect.StreamInspector}, {@link
 * org.sekisho.engine.inspect.DatagramInspector}). No protocol is known by name here.
 */
package org.sekisho.engine.inspect;
