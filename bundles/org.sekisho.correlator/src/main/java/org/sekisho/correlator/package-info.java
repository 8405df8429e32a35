// SPDX-License-Identifier: Apache-2.0
/**
 * Evidence becomes detections. Start at {@link org.sekisho.correlator.CaseCorrelator}, which files
 * each piece of evidence under a {@link org.sekisho.correlator.Case}: one per pair of ends, or one
 * per host for what names no pair. {@link org.sekisho.correlator.CaseIndex} decides which cases
 * tell about the same tunnel, {@link org.sekisho.correlator.Weighing} how sure that makes us, and
 * {@link org.sekisho.correlator.Account} writes it down as a {@link org.sekisho.detect.Detection}.
 *
 * <p>Cases are kept apart as they were seen and joined only when an account is written. So a
 * control finding that came before its tunnel, or two addresses that turn out to be two machines
 * after all, need no repair: the next account says it right.
 */
package org.sekisho.correlator;
