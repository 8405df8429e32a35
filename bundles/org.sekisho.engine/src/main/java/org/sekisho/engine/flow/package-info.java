// SPDX-License-Identifier: Apache-2.0
/**
 * Flows of one worker. {@link org.sekisho.engine.flow.FlowTable} holds 64 bytes for each IPv4 flow
 * and nothing else; a flow that somebody looks into has a pooled {@link
 * org.sekisho.engine.flow.FlowRecord} besides, which goes back when the look is over. Start at
 * {@link org.sekisho.engine.flow.FlowTable}.
 */
package org.sekisho.engine.flow;
