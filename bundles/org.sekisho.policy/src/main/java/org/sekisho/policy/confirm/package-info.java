// SPDX-License-Identifier: Apache-2.0
/**
 * Switching blocking on must be confirmed by somebody who still can: {@link
 * org.sekisho.policy.confirm.Confirmation} gives a configuration 60 seconds, and remembers on disk
 * what was confirmed and what was let lapse. {@link org.sekisho.policy.confirm.Uptime} is the clock
 * that nobody sets.
 */
package org.sekisho.policy.confirm;
