// SPDX-License-Identifier: Apache-2.0
/**
 * How time is counted: durations by the clock that nobody sets, moments for people by the other
 * one. Start at {@link org.sekisho.enforcement.time.Clock}.
 */
package org.sekisho.enforcement.time;
