// SPDX-License-Identifier: Apache-2.0
/**
 * Active confirmation: asks a server what it is. Off unless configured; only servers on a list,
 * only after a connection that both ends took part in, rarely, and for a few seconds and bytes.
 * {@link org.sekisho.confirmation.Confirmation} decides whom to ask, {@link
 * org.sekisho.confirmation.Asker} asks, {@link org.sekisho.confirmation.Askings} remembers. What
 * the answers prove is judged elsewhere: the transcript is an event like any other.
 */
package org.sekisho.confirmation;
