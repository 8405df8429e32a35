// SPDX-License-Identifier: Apache-2.0
/**
 * Frames from capture files. Start at {@link org.sekisho.capture.file.FileCaptures}, the service. A
 * {@link org.sekisho.capture.file.FileQueue} drives two things: a {@link
 * org.sekisho.capture.file.ByteSupply}, which keeps the next bytes of the (unpacked) input in one
 * reused array, and a {@link org.sekisho.capture.file.CaptureFormat}, which finds frames in that
 * array and names them to the batch without copying. {@link org.sekisho.capture.file.MergedQueue}
 * puts several such queues in the order of time.
 *
 * <p>What is believed of a file is decided in few places: lengths in {@link
 * org.sekisho.capture.file.PcapFormat} and {@link org.sekisho.capture.file.PcapngFormat}, time
 * stamps in {@link org.sekisho.capture.file.FrameClock}, link types in {@link
 * org.sekisho.capture.file.LinkTypes}, packed data in {@link
 * org.sekisho.capture.file.UnpackBounds}.
 */
package org.sekisho.capture.file;
