// SPDX-License-Identifier: Apache-2.0
/**
 * From events to detections, on one thread: {@link org.sekisho.engine.judge.EventMerge} puts the
 * workers' events into one order, {@link org.sekisho.engine.judge.Judging} shows them to the
 * detectors and gives their evidence to the correlator.
 */
package org.sekisho.engine.judge;
