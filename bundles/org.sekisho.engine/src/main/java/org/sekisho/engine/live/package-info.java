// SPDX-License-Identifier: Apache-2.0
/**
 * The analysis that never ends: {@link org.sekisho.engine.live.LiveEngine} keeps every capture
 * source that is registered as a service running ({@link org.sekisho.engine.live.SourceRun}), each
 * of its queues on a thread of its own ({@link org.sekisho.engine.live.QueueRun}), and judges what
 * all of them see on one thread ({@link org.sekisho.engine.live.LiveJudge}).
 */
package org.sekisho.engine.live;
