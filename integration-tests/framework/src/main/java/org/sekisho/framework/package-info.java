// SPDX-License-Identifier: Apache-2.0
/**
 * Tests inside a framework with the bundles that are shipped. {@link
 * org.sekisho.framework.SwapUnderReplayTest} lets {@link org.sekisho.framework.SwappableBundle}s
 * come and go under the frames of {@link org.sekisho.framework.ReplayCopies}.
 */
package org.sekisho.framework;
