// SPDX-License-Identifier: Apache-2.0
/**
 * What our detectors have in common. Start at {@link org.sekisho.detection.Catalogue}. It is packed
 * into each of them, so that exchanging one touches no other ({@code docs/architecture.md}).
 */
package org.sekisho.detection;
