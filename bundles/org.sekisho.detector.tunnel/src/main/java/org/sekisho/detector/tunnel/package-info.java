// SPDX-License-Identifier: Apache-2.0
/**
 * How flows behave, whatever is in them, becomes weak evidence of a tunnel. Start at {@link
 * org.sekisho.detector.tunnel.TunnelDetector}; weights and limits come from the {@link
 * org.sekisho.detection.Catalogue}, which is data and can be replaced.
 */
package org.sekisho.detector.tunnel;
