// SPDX-License-Identifier: Apache-2.0
/**
 * From frames to flows: a {@link org.sekisho.engine.dispatch.Worker} decodes frames, keeps the flow
 * table and puts TCP streams in order; {@link org.sekisho.engine.dispatch.FileDispatcher} splits
 * one queue over several workers. Start at {@link org.sekisho.engine.dispatch.Worker}.
 */
package org.sekisho.engine.dispatch;
